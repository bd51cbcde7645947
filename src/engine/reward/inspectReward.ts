/** What the engine answers about rewards outside of a run. */
import type { RewardCheck, RewardInfo } from "../../protocol/engine.ts";
import { compileReward } from "../../compile/compileReward.ts";
import { builtinRewards } from "../../rewards/builtins.ts";
import { builtinInfo } from "./builtinReward.ts";
import { openFileReward, rewardFolders } from "./fileReward.ts";
import { metricInfo, metricNames } from "./metric.ts";
import type { RewardSettings } from "./opened.ts";

/** `rewards/list`: what can be steered by, then what only judges. */
export function listBuiltins(): RewardInfo[] {
  return [...[...builtinRewards.keys()].map(builtinInfo), ...metricNames.map(metricInfo)];
}

/** `rewards/describe`: compiles a reward file and loads it in its sandbox. Throws as `openReward` does. */
export async function describeRewardFile(
  path: string,
  options: { readonly settings: RewardSettings; readonly signal?: AbortSignal },
): Promise<RewardInfo> {
  await using reward = await openFileReward(path, {}, options);
  return reward.info;
}

/**
 * `rewards/check`: compiles a reward file, or the `text` of an editor that is about to become it, without running it.
 * Throws `reward-untrusted` in an untrusted workspace and `reward-missing`.
 */
export async function checkRewardFile(
  path: string,
  options: { readonly settings: RewardSettings; readonly text?: string },
): Promise<RewardCheck> {
  const compiled = await compileReward(path, {
    folders: rewardFolders(options.settings),
    ...(options.text === undefined ? {} : { text: options.text }),
  });
  if (!compiled.ok) return { diagnostics: compiled.diagnostics, sha256: undefined, inputs: [] };
  const { warnings, sha256, inputs } = compiled;
  return { diagnostics: warnings, sha256, inputs };
}
