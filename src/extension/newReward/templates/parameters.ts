/** A template of **New Reward…**. Text only. */
import type { RewardTemplate } from "../rewardTemplate.ts";

export const parameters: RewardTemplate = {
  id: "parameters",
  title: "With parameters",
  description: "Every kind of parameter: number, text, yes or no, choice",
  text: `// Every kind of parameter. Each becomes a field of the panel, a flag of the command line (--param <reward>.words=3) and a
// value in the run's file.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "Has the words that were asked for",

  parameters: {
    words: { type: "string", default: "sun, sea", description: "Words, separated by commas" },
    wanted: { type: "choice", choices: ["all", "any", "none"], default: "all", description: "How many of them" },
    part: { type: "number", default: 1, min: 0, max: 1, step: 0.1, description: "Share of the text that is searched" },
    wholeWords: { type: "boolean", default: true, description: "Whole words only" },
  },

  fixtures: [
    { better: "The sun rose over the sea.", worse: "The sun rose over the hills." },
    { text: "Sunny seas.", max: 0 },
    { text: "Sunny seas.", min: 1, parameters: { wholeWords: false } },
    { text: "Rain.", min: 1, parameters: { wanted: "none" } },
  ],

  score(samples, { parameters: { words, wanted, part, wholeWords } }) {
    const asked = words.split(",").map((word) => word.trim().toLowerCase());
    return samples.map(({ text }) => {
      const searched = text.slice(0, Math.round(text.length * part)).toLowerCase();
      const tokens = new Set(searched.match(/[\\p{L}\\p{N}']+/gu) ?? []);
      const found = asked.filter((word) => (wholeWords ? tokens.has(word) : searched.includes(word))).length;

      if (wanted === "none") return found === 0 ? 1 : 0;
      // In parts, so that what comes nearer scores higher.
      return wanted === "any" ? Math.min(1, found) : found === asked.length ? 1 : (0.5 * found) / asked.length;
    });
  },
});
`,
};
