// Proteins that keep away from water, or seek it: the mean of Kyte and Doolittle's scale over the residues (GRAVY).
import { defineReward } from "fk-steering";

/** J. Kyte, R. F. Doolittle, J. Mol. Biol. 157 (1982). */
const hydropathy: Record<string, number> = {
  ...{ I: 4.5, V: 4.2, L: 3.8, F: 2.8, C: 2.5, M: 1.9, A: 1.8, G: -0.4, T: -0.7, S: -0.8 },
  ...{ W: -0.9, Y: -1.3, P: -1.6, H: -3.2, E: -3.5, Q: -3.5, D: -3.5, N: -3.5, K: -3.9, R: -4.5 },
};

export default defineReward({
  accepts: "text",
  description: "How near the mean hydropathy of a protein is to the one that is wanted",
  parameters: {
    wanted: {
      type: "number",
      default: 4.5,
      min: -4.5,
      max: 4.5,
      description: "4.5 is all isoleucine, −4.5 all arginine",
    },
  },
  fixtures: [
    { better: "ILVILV", worse: "RKDENQ" },
    { better: "RKDENQ", worse: "ILVILV", parameters: { wanted: -4.5 } },
    // Letters that stand for no residue count as nothing.
    { text: "", min: -4.5, max: -4.5 },
  ],

  score(samples, { parameters: { wanted } }) {
    return samples.map(({ text }) => {
      const residues = Array.from(text, (letter) => hydropathy[letter] ?? 0);
      const mean = residues.reduce((sum, value) => sum + value, 0) / Math.max(1, residues.length);
      return -Math.abs(mean - wanted);
    });
  },
});
