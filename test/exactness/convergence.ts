/** The self-normalised average Σ W r: consistent, not unbiased. */
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { lastRecord } from "./estimates.ts";
import { targetLaw } from "./target.ts";
import { Sample } from "./zScore.ts";

const chain = enumerableChain();

/** Σ W r − E_π[r] over `runs` independent runs on the enumerable chain. */
export async function averageError(policy: SteeringPolicy, particles: number, runs: number): Promise<Sample> {
  const exact = targetLaw(chain.law, chain.rewards, policy.strength).reduce(
    (sum, probability, state) => sum + probability * chain.rewards[state]!,
    0,
  );
  const sample = new Sample();
  for (let run = 0; run < runs; run += 1) {
    const { cloud, scoring } = await lastRecord(chain.process, chain.reward, policy, particles, 7_000_000 + run);
    sample.add(cloud.states.reduce((sum, state, n) => sum + scoring!.weights[n]! * chain.rewards[state]!, 0) - exact);
  }
  return sample;
}
