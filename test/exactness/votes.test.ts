/** A run with votes is unbiased for another target, p(x) exp(λ r(x₀)) Π u_j(x_j), whose law is summed over all paths; and for no other. */
import { describe, expect, it } from "vitest";
import { logFactorOf, type Vote } from "../../src/protocol/votes.ts";
import type { Intervention } from "../../src/steering/intervene.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import type { StepRecord } from "../../src/steering/record.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { digit, enumerableChain, stateCount, transitionLaw } from "./enumerableChain.ts";
import { defaultPolicy, signal, unbiasedEstimates } from "./estimates.ts";
import { statisticsOf } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

const chain = enumerableChain({ seed: 11 });
const states = Array.from({ length: stateCount }, (_, state) => state);

/** What a person says of a state at a step, where the run pauses: two steps of four. What is not written yet at the first place is kept. */
const votes: Readonly<Record<number, (state: number) => Vote>> = {
  2: (state) => ([0, "kill", 1] as const)[digit(state, 0) - 1] ?? 0,
  3: (state) => ([2, 0, -1] as const)[digit(state, 1) - 1] ?? 0,
};

/** Σ over all paths to x₀ of their probability times the factors that were voted on the way. */
function votedLaw(): number[] {
  let law = states.map((state): number => (state === 0 ? 1 : 0));
  for (let step = 0; step < chain.steps; step += 1) {
    const next = states.map(() => 0);
    law.forEach((mass, from) => {
      if (mass > 0)
        transitionLaw(chain.table, from, 1 / (chain.steps - step)).forEach((p, to) => (next[to]! += mass * p));
    });
    law = next.map((mass, state) => mass * Math.exp(logFactorOf(votes[step + 1]?.(state) ?? 0)));
  }
  return law;
}

type Voter = Intervention<number, number>;

/** All paths of the chain's particles keep a masked or unkilled one now and then; a run all of whose particles would be killed has Ẑ = 0. */
class AllKilled extends Error {}

const asRecorded: Voter = ({ cloud }) => {
  const vote = votes[cloud.step];
  if (vote === undefined) return Promise.resolve(undefined);
  const factors = Float64Array.from(cloud.states, (state) => logFactorOf(vote(state)));
  if (factors.every((factor) => factor === -Infinity)) throw new AllKilled();
  return Promise.resolve(factors);
};

/** The mistake: what a vote put on a weight counts as paid of λ r, and the last potential takes it back. */
const takenBack: Voter = async (weighing) => {
  const factors = await asRecorded(weighing);
  const { paid, lastTilt } = weighing.cloud;
  factors?.forEach((factor, n) => {
    if (factor === -Infinity) return;
    paid[n]! += factor;
    lastTilt[n]! += factor;
  });
  return factors;
};

/** The mistake: a kill that is a very low vote, and not none. */
const notQuiteKilled: Voter = async (weighing) =>
  (await asRecorded(weighing))?.map((factor) => (factor === -Infinity ? logFactorOf(-1) : factor));

const runs = 800;

async function largest(change: Partial<SteeringPolicy>, voter: Voter): Promise<number> {
  const policy: SteeringPolicy = { ...defaultPolicy, strength: 1.2, ...change };
  const statistics = statisticsOf(votedLaw(), chain.rewards, policy.strength);
  const samples = statistics.map(() => new Sample());
  for (let seed = 0; seed < runs; seed += 1) {
    const random = createRandomStreams(seed);
    const options = { groups: [{ key: "g", particles: 8 }], random, signal, intervene: voter };
    let last: StepRecord<number, number> | undefined;
    try {
      for await (const record of steer(chain.process, chain.reward, policy, options)) last = record;
      unbiasedEstimates(last!, statistics).forEach((estimate, i) => samples[i]!.add(estimate));
    } catch (error) {
      if (!(error instanceof AllKilled)) throw error;
      for (const sample of samples) sample.add(0);
    }
  }
  return Math.abs(worst(samples.map((sample, i) => sample.z(statistics[i]!.exact))));
}

describe("a run with votes", () => {
  it.each<Partial<SteeringPolicy>>([
    { potential: "difference" },
    { potential: "max" },
    { potential: "sum", resampling: "always" },
    { potential: "immediate", tempering: { kind: "adaptive", essFraction: 0.8 } },
    { potential: "difference", resampling: "never" },
    { potential: "max", strength: 0, schedule: { kind: "every", every: 1 } },
  ])("is unbiased for its own target: %o", async (change) => {
    expect(await largest(change, asRecorded)).toBeLessThan(4);
  });

  it.each([
    ["votes that count as paid, under the difference potential", { potential: "difference" }, takenBack],
    ["votes that count as paid, under the max potential", { potential: "max" }, takenBack],
    ["a kill that leaves some weight", { potential: "difference" }, notQuiteKilled],
  ] as const)("would not be with mistake: %s", async (_, change, voter) => {
    expect(await largest(change, voter)).toBeGreaterThan(5);
  });

  it("selects in a group that was voted on, whatever its ESS, so that what was killed is gone", async () => {
    const random = createRandomStreams(3);
    const groups = [
      { key: "voted", particles: 8 },
      { key: "not", particles: 8 },
    ];
    const kill: Voter = ({ cloud }) =>
      Promise.resolve(
        cloud.step === 1 ? Float64Array.from(cloud.states, (_, n) => (n === 2 ? -Infinity : 0)) : undefined,
      );
    const policy = { ...defaultPolicy, strength: 0.1, essThreshold: 0.2 };
    const run = steer(chain.process, chain.reward, policy, { groups, random, signal, intervene: kill });
    const { scoring } = (await run.next()).value!;
    await run.return();
    expect(scoring!.groups.map(({ resampled }) => resampled)).toEqual([true, false]);
    expect([...scoring!.ancestors]).not.toContain(2);
  });
});
