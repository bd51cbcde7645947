// Proteins with a motif: how often a pattern of residues occurs, written as a regular expression over their letters.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "How often the motif occurs, up to what is wanted",
  parameters: {
    motif: {
      type: "string",
      default: "N[^P][ST][^P]",
      description: "Of one letter a residue; the default is where sugar binds (N-glycosylation)",
    },
    wanted: { type: "number", default: 2, min: 1, max: 50, step: 1, description: "More than so many count no more" },
  },
  fixtures: [
    { better: "MKNGSAL", worse: "MKNPSAL" },
    { text: "NGSANGTA", min: 2, max: 2 },
  ],

  score(samples, { parameters: { motif, wanted } }) {
    const pattern = new RegExp(motif, "g");
    return samples.map(({ text }) => Math.min(wanted, [...text.matchAll(pattern)].length));
  },
});
