import { describe, expect, it } from "vitest";
import { potentialNames, resamplerNames } from "../../../src/steering/policy.ts";
import { afterSelection } from "../../../src/steering/select.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { logMeanExp } from "../../../src/steering/weights.ts";
import { defaultPolicy as policy } from "../../exactness/estimates.ts";
import { height, heightReward, ledgerProcess, recordsOf, signal, type Ledger } from "./ledger.ts";

describe("a steered run", () => {
  it("yields one record a step and scores those of its schedule", async () => {
    const records = await recordsOf({ change: { schedule: { kind: "steps", steps: [2, 4] } } });
    expect(records.map(({ step }) => step)).toStrictEqual([1, 2, 3, 4, 5, 6]);
    expect(records.filter(({ scoring }) => scoring !== undefined).map(({ step }) => step)).toStrictEqual([2, 4, 6]);
    expect(records.every(({ step, cloud, steps }) => cloud.step === step && steps === 6)).toBe(true);
  });

  it("keeps a step's potential when it does not resample", async () => {
    const records = await recordsOf({ change: { resampling: "never" } });
    const { cloud, scoring } = records.at(-1)!;
    cloud.states.forEach((state, n) => expect(scoring!.logWeights[n]).toBeCloseTo(2 * height(state), 10));
    const sum = records[0]!.scoring!.logPotentials.map((log, n) => log + records[1]!.scoring!.logPotentials[n]!);
    records[1]!.scoring!.logWeights.forEach((logWeight, n) => expect(logWeight).toBeCloseTo(sum[n]!, 12));
  });

  it("resets weights by a resampling alone, and adds their log mean to log Z", async () => {
    const records = await recordsOf({ change: { resampling: "always" } });
    let logZ = 0;
    for (const { scoring, cloud, step } of records) {
      logZ += logMeanExp(scoring!.logWeights);
      expect(scoring!.groups[0]!.logZ).toBeCloseTo(logZ, 10);
      expect(scoring!.groups[0]!.resampled).toBe(step < 6);
      if (step < 6) expect([...cloud.logWeights]).toStrictEqual(Array.from({ length: 8 }, () => 0));
      if (step < 6) expect(cloud.groups[0]!.logZ).toBeCloseTo(logZ, 10);
    }
  });

  it("tells the cloud that was selected from, which its selection makes the cloud that goes on", async () => {
    for (const { cloud, weighed, scoring } of await recordsOf({ change: { essThreshold: 0.6 } })) {
      if (scoring === undefined) continue;
      expect(weighed!.logWeights).toStrictEqual(scoring.logWeights);
      expect(afterSelection(weighed!, scoring.ancestors, scoring.groups)).toStrictEqual(cloud);
    }
  });

  it("resamples when the ESS is below its threshold, and only then", async () => {
    const records = await recordsOf({ change: { essThreshold: 0.6 } });
    const earlier = records.slice(0, -1).map(({ scoring }) => scoring!.groups[0]!);
    expect(earlier.map(({ resampled }) => resampled)).toStrictEqual(earlier.map(({ ess }) => ess < 4.8));
    expect(new Set(earlier.map(({ resampled }) => resampled)).size).toBe(2);
  });

  it.each(["always", "adaptive"] as const)("never resamples at the last step (%s)", async (resampling) => {
    const { scoring } = (await recordsOf({ change: { resampling, essThreshold: 1, strength: 30 } })).at(-1)!;
    expect(scoring!.groups[0]!.resampled).toBe(false);
    expect([...scoring!.ancestors]).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(scoring!.groups[0]!.ess).toBeLessThan(4);
  });

  it("moves states and nothing else to the new particles: new n is old ancestors[n]", async () => {
    const records = await recordsOf({ change: { resampling: "always" } });
    for (const { scoring, cloud } of records) {
      scoring!.ancestors.forEach((ancestor, n) => expect(cloud.states[n]).toBe(scoring!.samples[ancestor]![0]));
    }
  });

  it.each(potentialNames)("gathers the history of %s with its particle", async (potential) => {
    const records = await recordsOf({ change: { resampling: "always", potential, strength: 1.5 } });
    expect(records.some(({ scoring }) => new Set(scoring!.ancestors).size < 8)).toBe(potential !== "terminal");
    for (const { cloud } of records.slice(0, -1)) {
      cloud.states.forEach((state, n) => {
        const values = state.slice(1).map((_, step) => height(state.slice(0, step + 2)));
        const highest = Math.max(...values);
        const sum = values.reduce((a, b) => a + b, 0);
        const rising = (f: (upTo: number[]) => number): number =>
          1.5 * values.reduce((total, _, step) => total + f(values.slice(0, step + 1)), 0);
        const paid = {
          difference: 1.5 * values.at(-1)!,
          max: rising((upTo) => Math.max(...upTo)),
          sum: rising((upTo) => upTo.reduce((a, b) => a + b, 0)),
          immediate: 1.5 * sum,
          terminal: 0,
        };
        expect(cloud.paid[n]).toBeCloseTo(paid[potential], 9);
        expect(cloud.runningMax[n]).toBe(highest);
        expect(cloud.runningSum[n]).toBeCloseTo(sum, 12);
        expect(cloud.lastTilt[n]).toBeCloseTo(1.5 * values.at(-1)!, 12);
      });
    }
    const { cloud } = records.at(-1)!;
    cloud.states.forEach((state, n) => expect(cloud.paid[n]).toBeCloseTo(1.5 * height(state), 9));
  });

  it.each(resamplerNames)(
    "at λ = 0 is the unsteered run bit for bit, with %s resampling at every step",
    async (resampler) => {
      const process = ledgerProcess({ stay: 0.3 });
      const random = createRandomStreams(1);
      const slots = Array.from({ length: 8 }, (_, index) => ({ group: "g", index }));
      let states = process.initial(slots, random);
      const records = await recordsOf({
        process: ledgerProcess({ stay: 0.3 }),
        change: { strength: 0, resampling: "always", resampler, essThreshold: 1, draws: 2 },
      });
      for (const { cloud, step, scoring } of records) {
        const predictions = await process.predict(states, step - 1, signal);
        const views = slots.map((slot, n) => ({ slot, state: states[n]!, prediction: predictions[n]! }));
        states = [...(await process.transition(views, step - 1, random, signal)).states];
        expect(cloud.states).toStrictEqual(states);
        expect(scoring!.groups[0]).toMatchObject({ ess: 8, logZ: 0, resampled: false });
      }
    },
  );

  it("asks the reward once a scored step, for all samples of all groups", async () => {
    const calls: number[] = [];
    await recordsOf({
      reward: { ...heightReward, score: (samples, s) => (calls.push(samples.length), heightReward.score(samples, s)) },
      change: { draws: 3, schedule: { kind: "every", every: 3 } },
      options: {
        groups: [
          { key: "a", particles: 2 },
          { key: "b", particles: 5 },
        ],
      },
    });
    expect(calls).toStrictEqual([21, 7]);
  });
});

describe("forward passes", () => {
  it("are one for each distinct state while the states do not change", async () => {
    const process = ledgerProcess({ stay: 0.7, steps: 20 });
    const records = await recordsOf({ process, change: { schedule: { kind: "every", every: 4 } } });
    const states = process.predicted.map(({ state }) => state);
    expect(new Set(states).size).toBe(states.length);
    expect(states.length).toBeLessThan(8 * 20 * 0.4);
    expect(records.at(-1)!.forwardPasses).toBe(states.length);
    // All began as one state.
    expect(process.predicted.filter(({ step }) => step === 0)).toHaveLength(1);
  });

  it("are one a step for each distinct state where the denoiser looks at the time", async () => {
    const process = ledgerProcess({ stay: 0.7, timeConditioned: true });
    const records = await recordsOf({ process });
    records.slice(0, -1).forEach(({ cloud, step, scoring }) => {
      const scored = new Set(scoring!.samples.map(([state]) => state));
      const predicted = process.predicted.filter((pass) => pass.step === step);
      // The pass that scored x_t also moves it: the survivors need none of their own.
      expect(predicted).toHaveLength(scored.size);
      for (const state of cloud.states) expect(scored.has(state)).toBe(true);
    });
  });

  it("are not made at the last step", async () => {
    const process = ledgerProcess();
    await recordsOf({ process });
    expect(process.predicted.some(({ step }) => step === 6)).toBe(false);
  });

  it.each([true, false])(
    "are released when their states are gone, and all at the end (time-conditioned: %s)",
    async (timeConditioned) => {
      const process = ledgerProcess({ timeConditioned, stay: 0.3, steps: 12 });
      const most = { held: 0 };
      await recordsOf({
        process,
        reward: {
          ...heightReward,
          score: (samples, s) => {
            most.held = Math.max(most.held, process.held.size);
            return heightReward.score(samples, s);
          },
        },
      });
      expect(most.held).toBeGreaterThan(0);
      expect(most.held).toBeLessThanOrEqual(8);
      expect(process.held.size).toBe(0);
    },
  );

  it("are released when the reward fails and when the loop is left early", async () => {
    const failing = ledgerProcess();
    await expect(
      recordsOf({ process: failing, reward: { ...heightReward, score: () => Promise.reject(new Error("no")) } }),
    ).rejects.toThrow("no");
    expect(failing.held.size).toBe(0);
  });
});

describe("the same seed", () => {
  const pair = [
    { key: "a", particles: 5 },
    { key: "b", particles: 3 },
  ];
  const statesOf = async (groups: typeof pair, key: string): Promise<readonly (readonly Ledger[])[]> => {
    const records = await recordsOf({ options: { groups }, change: { draws: 2, strength: 3 } });
    return records.map(({ cloud }) => {
      const { start, count } = cloud.groups.find((group) => group.key === key)!;
      return cloud.states.slice(start, start + count);
    });
  };

  it.each(["a", "b"])("gives group %s the same particles alone, first or last", async (key) => {
    const alone = await statesOf(
      pair.filter((group) => group.key === key),
      key,
    );
    expect(await statesOf(pair, key)).toStrictEqual(alone);
    expect(await statesOf(pair.toReversed(), key)).toStrictEqual(alone);
  });

  it("gives different groups different particles", async () => {
    const groups = [
      { key: "a", particles: 3 },
      { key: "b", particles: 3 },
    ];
    expect(await statesOf(groups, "a")).not.toStrictEqual(await statesOf(groups, "b"));
  });

  it("gives the same run twice, and another seed another", async () => {
    const run = async (seed: number) => (await recordsOf({ options: { random: createRandomStreams(seed) } })).at(-1)!;
    expect(await run(3)).toStrictEqual(await run(3));
    expect((await run(3)).cloud.states).not.toStrictEqual((await run(4)).cloud.states);
  });
});

describe("tempering", () => {
  it("records λ_j and ends at λ", async () => {
    const records = await recordsOf({ change: { tempering: { kind: "linear" } } });
    expect(records.map(({ scoring }) => scoring!.groups[0]!.strength)).toStrictEqual(
      [1, 2, 3, 4, 5, 6].map((j) => expect.closeTo(j / 3, 12)),
    );
  });

  it("adaptive keeps the ESS at its fraction before the last step or comes as near as it can, and ends at λ", async () => {
    const change = { tempering: { kind: "adaptive", essFraction: 0.75 }, strength: 40, resampling: "always" } as const;
    const groups = (await recordsOf({ change })).map(({ scoring }) => scoring!.groups[0]!);
    // What nothing keeps is best kept by one of the strengths that were scanned: 64ths of λ.
    for (const { ess, strength } of groups.slice(0, -1))
      expect(ess >= 6 || Number.isInteger((strength * 64) / 40)).toBe(true);
    expect(groups.at(-1)!.strength).toBe(40);
    expect(groups[0]!.ess).toBeCloseTo(6, 5);
  });

  it("adaptive always reaches its ESS where λ_j = 0 pays nothing", async () => {
    const tempering = { kind: "adaptive", essFraction: 0.9 } as const;
    const change = { tempering, resampling: "never", potential: "sum", strength: 5 } as const;
    const groups = (await recordsOf({ change })).map(({ scoring }) => scoring!.groups[0]!);
    for (const { ess } of groups.slice(0, -1)) expect(ess).toBeGreaterThan(7.2 - 1e-9);
    expect(groups.at(-1)!.strength).toBe(5);
  });
});

describe("small and flat runs", () => {
  it("one particle is its own ancestor, with an ESS of 1 and all the weight", async () => {
    const records = await recordsOf({
      options: { groups: [{ key: "g", particles: 1 }] },
      change: { resampling: "always" },
    });
    for (const { scoring } of records) {
      expect(scoring!.groups[0]).toMatchObject({ ess: 1, resampled: false });
      expect([...scoring!.weights]).toStrictEqual([1]);
    }
    const { cloud, scoring } = records.at(-1)!;
    expect(scoring!.groups[0]!.logZ).toBeCloseTo(policy.strength * height(cloud.states[0]!), 10);
  });

  it("a constant reward steers nothing and gives log Z = λ r", async () => {
    const constant = {
      name: "same",
      hardConstraint: false,
      score: (samples: readonly Ledger[]) => Promise.resolve(samples.map(() => 1.5)),
    };
    const steered = await recordsOf({ reward: constant, change: { resampling: "always" } });
    const unsteered = await recordsOf({ change: { strength: 0 } });
    expect(steered.at(-1)!.cloud.states).toStrictEqual(unsteered.at(-1)!.cloud.states);
    expect(steered.at(-1)!.scoring!.groups[0]).toMatchObject({ ess: 8, logZ: expect.closeTo(3, 10) });
  });
});
