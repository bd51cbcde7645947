/** A reward whose questions to the reward models are counted while it scores. */
import type { RewardModels } from "../../rewards/reward.ts";
import type { OpenReward, OpenRewardOptions } from "../reward/opened.ts";
import { batchHint, countAsks } from "./modelAsks.ts";

export interface WatchedReward {
  readonly reward: OpenReward;
  /** What would make it faster, by what it has done so far; undefined: nothing. */
  readonly hint: () => string | undefined;
}

/** Throws what `open` throws. */
export async function watchedReward(
  models: RewardModels,
  open: (counted: Pick<OpenRewardOptions, "models">) => Promise<OpenReward>,
): Promise<WatchedReward> {
  const counted = countAsks(models);
  const opened = await open({ models: counted.models });
  let samples = 0;
  let calls = 0;
  const reward: OpenReward = {
    ...opened,
    score(batch, signal) {
      samples += batch.length;
      calls += 1;
      return opened.score(batch, signal);
    },
  };
  return { reward, hint: () => batchHint(opened.name, counted.asks(), samples, calls) };
}
