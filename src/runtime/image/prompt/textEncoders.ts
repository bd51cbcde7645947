/** Opens a pipeline's text encoders: their graphs and their tokenizers. */
import { join } from "node:path";
import { fixedSize, type Port } from "../../onnx/port.ts";
import type { Session } from "../../onnx/session.ts";
import type { PipelineFolder } from "../pipeline/pipelineFolder.ts";
import { readPromptTokenizer } from "./promptTokens.ts";
import { createTextEncoder, type TextEncoder } from "./textEncoder.ts";

/**
 * @param open loads a graph by its path in the folder
 * @param timed adds to the model's seconds
 */
export async function openTextEncoders(
  { path, pipeline, textEncoders, tokenizers, ports }: PipelineFolder,
  open: (file: string) => Promise<Session>,
  timed: <Result>(task: () => Promise<Result>) => Promise<Result>,
): Promise<(TextEncoder | undefined)[]> {
  const encoders: (TextEncoder | undefined)[] = [];
  for (const [index, part] of pipeline.text.entries()) {
    const file = textEncoders[index];
    if (file === undefined) {
      encoders.push(undefined);
      continue;
    }
    const session = await open(file);
    const ids = session.inputs.find(({ name }) => name === "input_ids");
    const length = fixedSize(ids, 1) ?? (part.tokens === undefined ? undefined : (toldTokens(ports) ?? part.tokens));
    const tokenizer = await readPromptTokenizer(path, tokenizers[index] ?? part.tokenizer, length);
    const { layer, pooled } = part;
    encoders.push(createTextEncoder({ graph: join(path, file), session, tokenizer, layer, pooled, timed }));
  }
  return encoders;
}

/** Tokens that a Flux is told where its graph fixes them: the places of the text's, or the text itself. */
function toldTokens(ports: readonly Port[]): number | undefined {
  const portOf = (name: string): Port | undefined => ports.find((port) => port.name === name);
  const places = portOf("txt_ids");
  return places && (fixedSize(places, -2) ?? fixedSize(portOf("encoder_hidden_states"), 1));
}
