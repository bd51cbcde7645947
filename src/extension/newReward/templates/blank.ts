/** A template of **New Reward…**. Text only. */
import type { RewardTemplate } from "../rewardTemplate.ts";

export const blank: RewardTemplate = {
  id: "blank",
  title: "Blank",
  description: "The least that a reward is",
  text: `import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "What a high number means",

  // One finite number for each sample, higher is better: { text, prefix, generated, suffix, prompt }.
  score(samples) {
    return samples.map((sample) => 0);
  },
});
`,
};
