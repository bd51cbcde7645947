/** A text model's folder as far as its graph can be tried on a device, before it is loaded. */
import { join, resolve } from "node:path";
import type { TextCodec } from "../../diffusion/text.ts";
import { hashFiles, jointHash } from "../folders/fileHash.ts";
import { wishOf } from "../folders/graphChoice.ts";
import type { Graph } from "../device/measure.ts";
import type { ModelFile, OpenModelOptions } from "../loadedModel.ts";
import { readTextConfig, type TextConfig } from "./textConfig.ts";
import { inspectTextFolder, type TextFolder } from "./textFolder.ts";
import { readTokenizer } from "./tokenizer.ts";

export interface TimedTextGraph {
  readonly folder: TextFolder;
  readonly config: TextConfig;
  readonly codec: TextCodec;
  readonly files: readonly ModelFile[];
  readonly graph: Graph;
}

/** Sequences that run together where they gain by it. */
export const chunkOnDevice = 8;

/** Throws what `openTextModel` does before it loads anything. */
export async function timedTextGraph(path: string, options: OpenModelOptions): Promise<TimedTextGraph> {
  const folder = await inspectTextFolder(resolve(path), wishOf(options));
  const config = await readTextConfig(folder.path);
  const codec = await readTokenizer(folder.path, config.conventions);
  const files = await hashFiles(folder.path, folder.files, options.signal);
  return {
    ...{ folder, config, codec, files },
    graph: {
      path: join(folder.path, folder.graph),
      bytes: folder.bytes,
      sha256: jointHash(files),
      free: [chunkOnDevice, Math.min(config.conventions.window.value, 128)],
      output: "logits",
      tokens: { input: "input_ids", maskId: codec.maskId, vocabularySize: codec.vocabularySize },
    },
  };
}
