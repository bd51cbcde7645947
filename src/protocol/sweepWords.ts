/** What a sweep's axes, cells and figures are called, in every face the same. Pure. */
import { plural } from "./numberWords.ts";
import { shortLine } from "./shortText.ts";
import type { Modality } from "./modality.ts";
import type { SweepFigure } from "./sweepEstimates.ts";
import type { SweepPlace } from "./sweep.ts";

/** Characters of a prompt. */
const longestPrompt = 40;

/** "λ 40, 8 particles, difference, seed 1, “Once upon a time”"; the prompt only where there is one. */
export function cellWords({ strength, particles, potential, seed, prompt }: SweepPlace): string {
  const told = prompt === "" ? "" : `, ${promptWords(prompt)}`;
  return `λ ${strength}, ${plural(particles, "particle")}, ${potential}, seed ${seed}${told}`;
}

export function promptWords(prompt: string): string {
  return prompt === "" ? "no prompt" : `“${shortLine(prompt, longestPrompt)}”`;
}

/** What each figure is, and how many decimals of it are read. */
export const figureWords: Readonly<
  Record<
    SweepFigure,
    {
      readonly name: (modality: Modality) => string;
      readonly title: string;
      readonly digits: number;
      readonly isCost?: boolean;
    }
  >
> = {
  best: { name: () => "best reward", title: "The reward of the best particle", digits: 3 },
  draw: { name: () => "reward of a draw", title: "The expected reward of a particle drawn by weight", digits: 3 },
  mean: { name: () => "mean reward", title: "The mean reward of all particles", digits: 3 },
  ess: { name: () => "ESS", title: "Effective sample size at the last step", digits: 1 },
  logZ: { name: () => "log Z", title: "Log of the normalising constant, as the run estimates it", digits: 2 },
  variety: {
    name: (modality) => (modality === "text" ? "distinct-2" : "pixel distance"),
    title: "How different the particles are: pairs of words in texts, colours in images",
    digits: 3,
  },
  survivors: { name: () => "ancestors", title: "Particles of the start that still have descendants", digits: 1 },
  forwardPasses: {
    name: () => "denoiser calls",
    title: "Sequences that went through the network",
    digits: 0,
    isCost: true,
  },
};
