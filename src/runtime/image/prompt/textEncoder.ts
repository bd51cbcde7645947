/** A text encoder of an image model: prompts to embeddings, each prompt once. */
import { SteeringError } from "../../../errors.ts";
import { keepLatestMade } from "../../keepLatest.ts";
import { fixedSize } from "../../onnx/port.ts";
import type { Session, Values } from "../../onnx/session.ts";
import type { Row } from "./conditioning.ts";
import { cutNotice, type PromptTokenizer } from "./promptTokens.ts";

export interface EncodedPrompt {
  /** [tokens, width]. */
  readonly sequence: Row;
  /** [width]; undefined where it was not asked for. */
  readonly pooled: Row | undefined;
}

export interface TextEncoderOptions {
  /** The graph's file, for messages. */
  readonly graph: string;
  readonly session: Session;
  readonly tokenizer: PromptTokenizer;
  /** What stands for the sequence: the last layer's output, or the input of the last layer. */
  readonly layer: "last" | "penultimate";
  /** The output that sums the prompt up; undefined: not asked for. */
  readonly pooled: "text_embeds" | "pooler_output" | undefined;
  /** Adds to the model's seconds. */
  readonly timed: <Result>(task: () => Promise<Result>) => Promise<Result>;
}

export type TextEncoder = (prompt: string, warn: (message: string) => void) => Promise<EncodedPrompt>;

/** Prompts that are kept, the latest used: a comparison runs a few dozen. */
const kept = 64;

/** Throws `model-signature` where the graph does not give what is asked of it. The encoder warns of a prompt that it had to cut. */
export function createTextEncoder({
  graph,
  session,
  tokenizer,
  layer,
  pooled,
  timed,
}: TextEncoderOptions): TextEncoder {
  const fail = (complaint: string): SteeringError =>
    new SteeringError(
      "model-signature",
      `${graph} is not a text encoder that can be used: ${complaint} Export it again with Optimum (optimum-cli export onnx), or choose another model.`,
      { details: { file: graph } },
    );
  const ids = session.inputs.find(({ name }) => name === "input_ids");
  if (ids === undefined) throw fail("it has no input input_ids.");
  const unknown = session.inputs.find(({ name }) => name !== "input_ids" && name !== "attention_mask");
  if (unknown !== undefined) throw fail(`it asks for ${unknown.name}, which nothing here can give.`);
  const needs = (name: string): string => {
    if (session.outputs.some((output) => output.name === name)) return name;
    throw fail(`it has no output ${name}.`);
  };
  const wanted = layer === "last" ? "last_hidden_state" : penultimateOf(session);
  const sequence = needs(wanted);
  const instead =
    layer === "penultimate" && wanted === "last_hidden_state"
      ? `${graph} gives no layers (hidden_states.0 and on), of which this kind of model is told the last but one: it is told the last one instead, and its images may be others.`
      : undefined;
  const summary = pooled === undefined ? undefined : needs(pooledOf(session, pooled));
  // A graph of a fixed batch gets the prompt again and again, and its first row is kept.
  const batch = fixedSize(ids, 0) ?? 1;
  async function encode(tokens: readonly number[]): Promise<EncodedPrompt> {
    const whole = (values: readonly number[]): Values => {
      const rows = Array.from({ length: batch }, () => values).flat();
      const data = ids?.type === "int32" ? Int32Array.from(rows) : BigInt64Array.from(rows, (value) => BigInt(value));
      return { data, dimensions: [batch, values.length] };
    };
    const feeds = Object.fromEntries(
      session.inputs.map(({ name }) => [name, whole(name === "input_ids" ? tokens : tokens.map(() => 1))]),
    );
    const rowOf = async (output: string): Promise<Row> => {
      const { data, dimensions } = await timed(() => session.run(feeds, output));
      return { data: (data as Float32Array).slice(0, data.length / batch), dimensions: dimensions.slice(1) };
    };
    return { sequence: await rowOf(sequence), pooled: summary === undefined ? undefined : await rowOf(summary) };
  }

  const encoded = keepLatestMade(kept, (prompt: string) => encode(tokenizer.tokensOf(prompt).ids));
  return async (prompt, warn) => {
    const notice = cutNotice(prompt, tokenizer, "the model");
    if (notice !== undefined) warn(notice);
    if (instead !== undefined) warn(instead);
    return encoded(prompt);
  };
}

/**
 * Layers are counted by their outputs, `hidden_states.0` (the embeddings) to the last one; Optimum names them so. A graph that gives one
 * layer alone gives the one that is wanted, and one that gives none was made to go without (Amuse's first encoder of Stable Diffusion XL).
 */
function penultimateOf({ outputs }: Pick<Session, "outputs">): string {
  const layers = outputs.flatMap(({ name }) => {
    const [, number] = /^hidden_states\.(\d+)$/.exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  if (layers.length === 0) return "last_hidden_state";
  return `hidden_states.${layers.length === 1 ? layers[0] : Math.max(1, ...layers) - 1}`;
}

/** Amuse's first encoder of Stable Diffusion 3 gives its summary without the projection. */
function pooledOf({ outputs }: Pick<Session, "outputs">, wanted: "text_embeds" | "pooler_output"): string {
  const has = (name: string): boolean => outputs.some((output) => output.name === name);
  return !has(wanted) && has("pooler_output") ? "pooler_output" : wanted;
}
