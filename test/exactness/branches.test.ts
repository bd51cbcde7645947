/** A branch is a run of its own from one particle on: its law is the model's law given the state, tilted by the reward, and log Z is counted from there. */
import { describe, expect, it } from "vitest";
import { branchCloud } from "../../src/steering/cloud.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import type { Cloud, StepRecord } from "../../src/steering/record.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { enumerableChain, maskedCount, transitionLaw } from "./enumerableChain.ts";
import { defaultPolicy, signal, unbiasedEstimates } from "./estimates.ts";
import { statisticsOf } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

const chain = enumerableChain();
const at = 2;
const group = { key: "branch", particles: 8 };

/** p(x₀ | x_t) of the state at step `at`. */
function lawFrom(state: number): number[] {
  let law = chain.law.map((_, other): number => (other === state ? 1 : 0));
  for (let step = at; step < chain.steps; step += 1) {
    const next = law.map(() => 0);
    law.forEach((mass, from) => {
      if (mass === 0) return;
      transitionLaw(chain.table, from, 1 / (chain.steps - step)).forEach((p, to) => (next[to]! += mass * p));
    });
    law = next;
  }
  return law;
}

async function recordAt(policy: SteeringPolicy, step: number, seed: number, start?: Cloud<number>) {
  const options = { groups: [group], random: createRandomStreams(seed), signal, ...(start && { start }) };
  let found: StepRecord<number, number> | undefined;
  for await (const record of steer(chain.process, chain.reward, policy, options)) {
    found = record;
    if (record.step === step) break;
  }
  return found!;
}

describe("a branch", () => {
  it.each([
    { potential: "difference", tempering: { kind: "constant" } },
    { potential: "max", tempering: { kind: "adaptive", essFraction: 0.9 } },
    { potential: "sum", tempering: { kind: "linear" } },
  ] as const)("is unbiased from its particle on: $potential, $tempering.kind", async (choice) => {
    const policy: SteeringPolicy = { ...defaultPolicy, ...choice, strength: 1.2, essThreshold: 0.95 };
    const { cloud } = await recordAt(policy, at, 5);
    const particle = cloud.states.findIndex((state, n) => maskedCount(state) >= 2 && cloud.paid[n] !== 0);
    const start = branchCloud(cloud.step, [cloud.states[particle]!], [group]);
    const statistics = statisticsOf(lawFrom(cloud.states[particle]!), chain.rewards, policy.strength);
    const scores = async (from: Cloud<number>): Promise<number[]> => {
      const samples = statistics.map(() => new Sample());
      for (let seed = 0; seed < 800; seed += 1) {
        const last = await recordAt(policy, chain.steps, seed, from);
        unbiasedEstimates(last, statistics).forEach((estimate, i) => samples[i]!.add(estimate));
      }
      return samples.map((sample, i) => sample.z(statistics[i]!.exact));
    };
    const own = await scores(start);
    expect(Math.abs(worst(own)), own.join(" ")).toBeLessThan(4);
    // The mistake: what the particle had paid as a part of the other run is taken back from this one.
    const history = (of: Float64Array): Float64Array => start.paid.map(() => of[particle]!);
    const { paid, lastTilt, runningMax, runningSum } = cloud;
    const kept = {
      paid: history(paid),
      lastTilt: history(lastTilt),
      runningMax: history(runningMax),
      runningSum: history(runningSum),
    };
    expect(Math.abs(worst(await scores({ ...start, ...kept })))).toBeGreaterThan(8);
  });
});
