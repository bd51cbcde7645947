/** Which weights the figures rest on: short digests of the graphs of models and judges as they are in this work tree. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");
export const evidenceFolder = join(root, "docs", "evidence");

/** Each judge's graph, in media/scorers; one that has none is code, and changes with the product. */
const graphs: Readonly<Record<string, string | undefined>> = {
  perplexity: "english/perplexity.onnx",
  "perplexity-twin": "english/perplexity-twin.onnx",
  acceptability: "english/acceptability.onnx",
  "sentiment-ratings": "english/sentiment.onnx",
  toxicity: "english/toxicity.onnx",
  "toxicity-twin": "english/toxicity-twin.onnx",
  "prompt-match": "emoji-match/model.onnx",
  verifier: "verifier/model.onnx",
  "sentiment-lexicon": undefined,
};

const known = new Map<string, string>();

const folderOf = (model: string): string => join(root, "media/models", model);

/** Whether all of it is there: its index, which is written last, says so. */
export function hasModel(name: string): boolean {
  return ["model_index.json", "config.json"].some((file) => existsSync(join(folderOf(name), file)));
}

export function digestOfModel(name: string): string {
  const folder = folderOf(name);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".onnx"));
  return digest(names.toSorted().map((file) => join(folder, file)));
}

export function digestOfJudge(name: string): string {
  if (!Object.hasOwn(graphs, name)) throw new Error(`Where the weights of ${name} are is not known here.`);
  const graph = graphs[name];
  return graph === undefined ? "code" : digest([join(root, "media/scorers", graph)]);
}

function digest(files: readonly string[]): string {
  const key = files.join("|");
  let found = known.get(key);
  if (found === undefined) {
    const hash = createHash("sha256");
    for (const file of files) hash.update(readFileSync(file));
    found = hash.digest("hex").slice(0, 8);
    known.set(key, found);
  }
  return found;
}
