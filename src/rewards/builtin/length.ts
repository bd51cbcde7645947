import { defineReward } from "../define.ts";

/** How near what was written comes to a length: 0 at the target, −1 when it is off by the whole target. */
export const length = defineReward({
  accepts: "text",
  description: "Nearness of what is written to a length: 0 at the target, below 0 away from it",
  parameters: {
    target: { type: "number", default: 120, min: 1, max: 100_000, step: 1, description: "How long it should be" },
    unit: {
      type: "choice",
      choices: ["characters", "words"],
      default: "characters",
      description: "What the length is counted in",
    },
  },
  score: (samples, { parameters: { target, unit } }) =>
    samples.map(({ generated }) => {
      const text = generated.trim();
      const size = unit === "words" ? (text.match(/\S+/gu)?.length ?? 0) : Array.from(text).length;
      return 0 - Math.abs(size - target) / target; // at the target 0, not −0
    }),
});
