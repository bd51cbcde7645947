/** Where the time of a run goes: what is timed, and on which account. Changes nothing of what it times. */
import type { RunSeconds } from "../../protocol/run.ts";
import type { SampleReward } from "../../steering/process.ts";
import type { RunProcess } from "../models/runModel.ts";
import type { Stopwatch } from "./stopwatch.ts";

export function timedProcess(process: RunProcess, stopwatch: Stopwatch): RunProcess {
  return {
    ...process,
    decode: (...decoding) => stopwatch.measure("decode", () => process.decode(...decoding)),
  };
}

/** One reward of several that score side by side. */
export function timedReward<Sample>(
  reward: SampleReward<Sample>,
  index: number,
  stopwatch: Stopwatch,
): SampleReward<Sample> {
  const { name, hardConstraint } = reward;
  return {
    name,
    hardConstraint,
    score: (samples, signal) => stopwatch.measure(accountOf(index), () => reward.score(samples, signal)),
  };
}

export function secondsOf(stopwatch: Stopwatch, rewards: number): Pick<RunSeconds, "reward" | "rewards" | "decode"> {
  return {
    reward: stopwatch.seconds("reward"),
    rewards: Array.from({ length: rewards }, (_, index) => stopwatch.seconds(accountOf(index))),
    decode: stopwatch.seconds("decode"),
  };
}

function accountOf(index: number): string {
  return `reward ${index}`;
}
