import { SteeringError } from "../../errors.ts";
import { boundedTest } from "../boundedRegex.ts";
import { defineReward } from "../define.ts";

/** Which of the wanted words were written: the share that is there; of a /pattern/: 1 where it matches, else 0. */
export const contains = defineReward({
  accepts: "text",
  description: "Share of the words that what is written contains, from 0 to 1",
  parameters: {
    words: {
      type: "string",
      default: "dragon",
      description: "Words with commas between them, or one regular expression as /pattern/flags",
    },
  },
  score(samples, { parameters: { words } }) {
    const patterns = patternsOf(words);
    const texts = samples.map((sample) => sample.generated);
    const found = patterns.map((pattern) => boundedTest(pattern, texts));
    return texts.map((_, i) => found.filter((hits) => hits[i] === true).length / patterns.length);
  },
});

function patternsOf(words: string): RegExp[] {
  const { pattern, flags } = /^\s*\/(?<pattern>.+)\/(?<flags>[a-z]*)\s*$/su.exec(words)?.groups ?? {};
  if (pattern !== undefined) return [regexOf(pattern, flags ?? "")];
  const list = words
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (list.length === 0) throw wrongWords("no word is given", "Write one or more words with commas between them.");
  return list.map((word) => new RegExp(`(?<![\\p{L}\\p{N}_])${escape(word)}(?![\\p{L}\\p{N}_])`, "iu"));
}

/** Without `g` and `y`, whose matches depend on the match before. */
function regexOf(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags.replaceAll(/[gy]/gu, ""));
  } catch (error) {
    throw wrongWords(`/${pattern}/${flags} is no regular expression (${(error as Error).message})`, "Correct it.");
  }
}

function escape(word: string): string {
  return word.replaceAll(/[$()*+.?[\\\]^{|}/]/gu, String.raw`\$&`);
}

function wrongWords(what: string, todo: string): SteeringError {
  return new SteeringError("specification-invalid", `The reward contains cannot look: ${what}. ${todo}`, {
    details: { reward: "contains", field: "parameters.words" },
  });
}
