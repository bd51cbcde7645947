/**
 * Where the parts of an image model lie: each in a folder of its own (diffusers), or all beside each other with names that tell them
 * (`sd-unet-v1.5-….onnx`, `onnx/unet_model_q4f16.onnx`). Looks at names only.
 */
import { join } from "node:path";
import { isFile, namesIn } from "../../folders/modelFiles.ts";
import { byChoice } from "../../folders/graphChoice.ts";

export type Part = "unet" | "transformer" | "text_encoder" | "text_encoder_2" | "text_encoder_3" | "vae_decoder";

export interface PartFiles {
  /** Graphs of a part relative to the folder, the one to run first; none where it is not there. */
  readonly graphsOf: (part: Part) => readonly string[];
}

const parts = ["unet", "transformer", "text_encoder", "text_encoder_2", "text_encoder_3", "vae_decoder"] as const;
export const denoiserParts = ["unet", "transformer"] as const satisfies readonly Part[];

/** Reads names in the folder, in `onnx/` and in the folders of the parts. */
export async function findParts(path: string): Promise<PartFiles> {
  const found = new Map<Part, readonly string[]>();
  for (const part of parts) {
    const names = (await namesIn(join(path, part)).catch((): string[] => [])).filter((name) =>
      /^model.*\.onnx$/.test(name),
    );
    if (names.length > 0)
      found.set(
        part,
        byChoice(names).map((name) => `${part}/${name}`),
      );
  }
  if (!denoiserParts.some((part) => found.has(part))) {
    for (const [part, graphs] of await flatParts(path)) if (!found.has(part)) found.set(part, graphs);
  }
  return { graphsOf: (part) => found.get(part) ?? [] };
}

/** True for a folder with `model_index.json`, or with a denoiser; one without a folder of its own needs a decoder beside it. */
export async function looksLikeImageModel(path: string): Promise<boolean> {
  if (await isFile(join(path, "model_index.json"))) return true;
  const { graphsOf } = await findParts(path);
  return denoiserParts.some((part) => graphsOf(part).length > 0);
}

/** The graph's own folder, with its slash; empty where it lies in the model's. */
export function folderOf(graph: string): string {
  return graph.slice(0, graph.lastIndexOf("/") + 1);
}

/** Folders of a tokenizer: its own, or the path that a hub's address has in between (`tokenizer/resolve/main`). */
export async function tokenizerFolder(path: string, tokenizer: string): Promise<string> {
  for (const folder of [tokenizer, `${tokenizer}/resolve/main`]) {
    const names = await namesIn(join(path, folder)).catch((): string[] => []);
    if (names.includes("tokenizer.json") || names.includes("vocab.json")) return folder;
  }
  return tokenizer;
}

/** Graphs that lie beside each other. Nothing is one model's denoiser that has no decoder beside it. */
async function flatParts(path: string): Promise<Map<Part, string[]>> {
  for (const folder of ["", "onnx/"]) {
    const names = (await namesIn(join(path, folder)).catch((): string[] => [])).filter((name) =>
      name.endsWith(".onnx"),
    );
    const byPart = Map.groupBy(names, partOfName);
    if (!byPart.has("vae_decoder") || !denoiserParts.some((part) => byPart.has(part))) continue;
    return new Map(
      parts.flatMap((part) => {
        const graphs = byPart.get(part);
        return graphs === undefined ? [] : [[part, byChoice(graphs).map((name) => folder + name)] as const];
      }),
    );
  }
  return new Map();
}

/** The part that a file's name tells, whatever else is in it. */
function partOfName(name: string): Part | undefined {
  const words = name
    .toLowerCase()
    .replace(/\.onnx$/, "")
    .replaceAll(/[-.\s]+/g, "_");
  if (/safety|vae_encoder|controlnet/.test(words)) return undefined;
  if (/vae_decoder/.test(words)) return "vae_decoder";
  const [, number] = /text_encoder(?:_([23])(?=_|$))?/.exec(words) ?? [];
  if (words.includes("text_encoder"))
    return number === undefined ? "text_encoder" : `text_encoder_${number as "2" | "3"}`;
  return denoiserParts.find((part) => words.split("_").includes(part));
}
