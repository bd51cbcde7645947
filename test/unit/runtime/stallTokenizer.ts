/** Gives a model's tokenizer a pattern that takes twice as long for every letter more. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export async function stallTokenizer(model: string): Promise<void> {
  const path = join(model, "tokenizer.json");
  const description = JSON.parse(await readFile(path, "utf8")) as { pre_tokenizer: object };
  const stalling = { type: "Split", pattern: { Regex: "(q+)+$" }, behavior: "Isolated", invert: false };
  const both = { type: "Sequence", pretokenizers: [stalling, description.pre_tokenizer] };
  await writeFile(path, JSON.stringify({ ...description, pre_tokenizer: both }));
}
