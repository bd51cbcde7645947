/** Opens a reward of a run, wherever it comes from. */
import type { RewardChoice } from "../../protocol/specification.ts";
import { openBuiltinReward } from "./builtinReward.ts";
import { openFileReward } from "./fileReward.ts";
import { isMetric, openMetric } from "./metric.ts";
import type { OpenReward, OpenRewardOptions } from "./opened.ts";

/**
 * Throws `reward-missing`, `reward-untrusted`, `reward-compile`, `reward-shape` and what a reward can throw while it
 * loads; `specification-invalid` for parameters that do not fit.
 */
export function openReward(choice: RewardChoice, options: OpenRewardOptions): Promise<OpenReward> {
  if (choice.source.kind === "builtin" && isMetric(choice)) {
    return openMetric(choice.source.name, choice.parameters, options);
  }
  return choice.source.kind === "builtin"
    ? openBuiltinReward(choice.source.name, choice.parameters, options)
    : openFileReward(choice.source.path, choice.parameters, options);
}
