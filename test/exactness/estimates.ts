/** Many independent runs of one policy, and how far their unbiased estimates are from the truth. */
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import type { DiffusionProcess, SampleReward } from "../../src/steering/process.ts";
import type { StepRecord } from "../../src/steering/record.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import type { Statistic } from "./target.ts";
import { Sample } from "./zScore.ts";

export const signal = new AbortController().signal;

export const defaultPolicy: SteeringPolicy = {
  strength: 2,
  potential: "difference",
  draws: 1,
  resampler: "systematic",
  resampling: "adaptive",
  essThreshold: 0.7,
  schedule: { kind: "every", every: 1 },
  tempering: { kind: "constant" },
};

/** The last record of one run. */
export async function lastRecord<State, Prediction, Sampled>(
  process: DiffusionProcess<State, Prediction, Sampled>,
  reward: SampleReward<Sampled>,
  policy: SteeringPolicy,
  particles: number,
  seed: number,
): Promise<StepRecord<State, Sampled>> {
  let last: StepRecord<State, Sampled> | undefined;
  const options = { groups: [{ key: "g", particles }], random: createRandomStreams(seed), signal };
  for await (const record of steer(process, reward, policy, options)) last = record;
  return last!;
}

/** Ẑ · Σ_n W_n f(x₀ⁿ) of one finished run, for each f: unbiased for Z · E_π[f] at any N, however it was resampled. */
export function unbiasedEstimates<State>(
  record: StepRecord<State, unknown>,
  statistics: readonly Statistic<State>[],
): number[] {
  const scoring = record.scoring!;
  const z = Math.exp(scoring.groups[0]!.logZ);
  return statistics.map(({ f }) => {
    let sum = 0;
    record.cloud.states.forEach((state, n) => {
      const weight = scoring.weights[n]!;
      if (weight > 0) sum += weight * f(state);
    });
    return z * sum;
  });
}

/** One sample of estimates for each statistic, over `runs` seeds. */
export async function sampleEstimates<State, Prediction, Sampled>(
  process: DiffusionProcess<State, Prediction, Sampled>,
  reward: SampleReward<Sampled>,
  policy: SteeringPolicy,
  statistics: readonly Statistic<State>[],
  { particles, runs, seed = 0 }: { particles: number; runs: number; seed?: number },
): Promise<Sample[]> {
  const samples = statistics.map(() => new Sample());
  for (let run = 0; run < runs; run += 1) {
    const record = await lastRecord(process, reward, policy, particles, seed * 100_003 + run);
    unbiasedEstimates(record, statistics).forEach((estimate, i) => samples[i]!.add(estimate));
  }
  return samples;
}

/** Their z-scores. */
export async function zScores<State, Prediction, Sampled>(
  process: DiffusionProcess<State, Prediction, Sampled>,
  reward: SampleReward<Sampled>,
  policy: SteeringPolicy,
  statistics: readonly Statistic<State>[],
  size: { particles: number; runs: number; seed?: number },
): Promise<number[]> {
  const samples = await sampleEstimates(process, reward, policy, statistics, size);
  return samples.map((sample, i) => sample.z(statistics[i]!.exact));
}
