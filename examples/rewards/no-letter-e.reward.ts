// A lipogram: few letters "e", or none. With `strict`, texts that have one are ruled out.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "The fewer letters e the better",
  // Allows −∞, the score of a text that must not be. Particles that have it die at the next resampling.
  hardConstraint: true,
  parameters: {
    strict: { type: "boolean", default: false, description: "Rule out texts with more than the letters allowed" },
    allowed: {
      type: "number",
      default: 3,
      min: 0,
      max: 100,
      step: 1,
      description: "Letters e that are allowed when strict",
    },
  },
  fixtures: [
    { better: "A cat sat on a mat.", worse: "The red hen went there." },
    { text: "A cat sat on a mat.", min: 0, parameters: { strict: true } },
    {
      name: "rules out too many when strict",
      text: "The red hen went there.",
      max: -Infinity,
      parameters: { strict: true, allowed: 2 },
    },
  ],

  score(samples, { parameters }) {
    return samples.map(({ generated }) => {
      const count = generated.match(/e/giu)?.length ?? 0;
      if (parameters.strict && count > parameters.allowed) return -Infinity;
      return -count / Math.max(20, generated.length / 10);
    });
  },
});
