// Proteins of a length: residues are letters, and what stands for none of the twenty is not one.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "How near a protein is to so many residues, counting only the twenty",
  parameters: {
    residues: { type: "number", default: 20, min: 1, max: 1000, step: 1, description: "Residues that are wanted" },
  },
  fixtures: [
    { better: "ACDEFGHIKLMNPQRSTVWY", worse: "ACDEFGHIKL" },
    { better: "ACDEFGHIKLMNPQRSTVWY", worse: "XXXXXXXXXXXXXXXXXXXX" },
  ],

  score(samples, { parameters: { residues } }) {
    return samples.map(({ text }) => -Math.abs((text.match(/[ACDEFGHIKLMNPQRSTVWY]/g)?.length ?? 0) - residues));
  },
});
