/** Where a run's time went, as shares of all of it. Pure. */
import type { RunSeconds } from "../../src/protocol/run.ts";

export interface TimeShare {
  readonly kind: "loading" | "denoiser" | "decode" | "reward" | "rest";
  readonly name: string;
  readonly seconds: number;
  /** The part of the total, in 0 … 1. */
  readonly share: number;
}

/**
 * In the order in which they come in a step; what took no time is left out. Rewards score side by side: the time of all is divided by what
 * each took for itself. `rewards` are their names, in the order of the run.
 */
export function timeShares(seconds: RunSeconds, rewards: readonly string[]): TimeShare[] {
  const { total, model, reward, decode, loading } = seconds;
  const own = rewards.map((_, index) => seconds.rewards[index] ?? 0);
  const sum = own.reduce((before, one) => before + one, 0);
  const ofRewards =
    sum > 0
      ? rewards.map((name, index) => ({ kind: "reward" as const, name, seconds: (reward * own[index]!) / sum }))
      : [{ kind: "reward" as const, name: "rewards", seconds: reward }];
  const rest = Math.max(0, total - model - reward - decode - loading);
  return [
    { kind: "loading" as const, name: "loading", seconds: loading },
    { kind: "denoiser" as const, name: "denoiser", seconds: model },
    { kind: "decode" as const, name: "decode", seconds: decode },
    ...ofRewards,
    { kind: "rest" as const, name: "rest", seconds: rest },
  ]
    .filter((part) => part.seconds > 0)
    .map((part) => ({ ...part, share: total > 0 ? part.seconds / total : 0 }));
}
