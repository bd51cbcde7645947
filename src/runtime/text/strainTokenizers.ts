/**
 * Gives the tokenizers of a folder the texts that a bad pattern or replacement is slow or huge on, so that they stall where somebody watches
 * and not at a person's prompt. Says nothing of what comes out.
 */
import { Tokenizer } from "@huggingface/tokenizers";
import { join } from "node:path";
import { isObject, type JsonObject, readJson } from "../folders/json.ts";
import { isFile, namesIn } from "../folders/modelFiles.ts";
import { checkVocabulary } from "./vocabulary.ts";

/** Characters of a run: backtracking that doubles with each one ends in no time that anybody has, cubic in minutes. */
const runLength = 2000;
/** What a run ends in: an anchor fails on it. */
const tails = ["", "!", "\u0001"];
/** Characters that patterns name by kind without spelling them: letters, digits, signs, spaces, other scripts. */
const ordinary = ["a", "A", "0", " ", ".", "\n", "é", "中"];
/** Runs of a folder; a pattern of many letters gets those that come first. */
const mostRuns = 80;

/** In the folder itself and one level down. Files that are no tokenizers are left to those who read them. */
export async function strainTokenizers(folder: string): Promise<void> {
  const places = ["", ...(await namesIn(folder))];
  for (const place of places) {
    const path = join(folder, place);
    if (!(await isFile(join(path, "tokenizer.json")))) continue;
    const description = (await readJson(path, "tokenizer.json")) ?? {};
    const config = (await readJson(path, "tokenizer_config.json")) ?? {};
    checkVocabulary(description, join(path, "tokenizer.json"));
    const written = patternsOf(description);
    if (written.length > 0) strain(description, config, written);
  }
}

function strain(description: JsonObject, config: JsonObject, patterns: readonly string[]): void {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(description, { clean_up_tokenization_spaces: false, ...config });
  } catch {
    return;
  }
  // The parts that have patterns, and not the vocabulary between them: cutting words into tokens is the library's own, and slower.
  const { normalizer, pre_tokenizer: cutter, decoder } = tokenizer;
  for (const run of runsOf(patterns)) {
    for (const tail of tails) {
      try {
        const text = run.repeat(Math.ceil(runLength / run.length)) + tail;
        cutter?.(normalizer?.(text) ?? text, { section_index: 0 });
        decoder?.([text]);
      } catch {
        // A text that one of them refuses has been looked through all the same.
      }
    }
  }
}

/** What is spelled of patterns, and what replaces them: nothing where a tokenizer has neither. */
function patternsOf(value: unknown, depth = 0): string[] {
  if (depth > 16 || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.length > 1000 ? [] : value.flatMap((each) => patternsOf(each, depth + 1));
  return Object.entries(value).flatMap(([key, each]) => {
    // Words of a vocabulary are no patterns.
    if (key === "model" || key === "added_tokens") return [];
    if (key === "pattern" && isObject(each)) return Object.values(each).filter((text) => typeof text === "string");
    return patternsOf(each, depth + 1);
  });
}

/** Single characters and words that a pattern is written with, and what it may mean without writing it. */
function runsOf(patterns: readonly string[]): string[] {
  const words = patterns.flatMap((pattern) => pattern.match(/[\p{L}\p{N} ]{2,12}/gu) ?? []);
  const letters = patterns.flatMap((pattern) => pattern.slice(0, 2000).match(/[^\\^$*+?()[\]{}|]/gu) ?? []);
  return [...new Set([...ordinary, ...letters, ...words])].slice(0, mostRuns);
}
