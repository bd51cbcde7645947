/** What holds for every policy, group, seed and step. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { branchCloud } from "../../../src/steering/cloud.ts";
import { Diagnostics } from "../../../src/steering/diagnostics.ts";
import type { PotentialName } from "../../../src/steering/policy.ts";
import { towards } from "../../../src/steering/potential.ts";
import type { StepRecord } from "../../../src/steering/record.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { anyGroups, anyPolicy, anySeed } from "./anyPolicy.ts";
import { height, ledgerProcess, recordsOf, revived, type Ledger } from "./ledger.ts";

type Records = readonly StepRecord<Ledger, Ledger>[];
const numRuns = 150;

/** What one group went through, as if it had been alone. */
function storyOf(records: Records, key: string): unknown[] {
  return records.map(({ cloud, scoring, step }) => {
    const g = cloud.groups.findIndex((group) => group.key === key);
    const { start, count, logZ, strength } = cloud.groups[g]!;
    const own = <Item>(items: ArrayLike<Item>): Item[] => Array.from(items).slice(start, start + count);
    const cloudStory = { step, logZ, strength, states: own(cloud.states), logWeights: own(cloud.logWeights) };
    if (scoring === undefined) return cloudStory;
    const { values, weights, logPotentials, samples } = scoring;
    const ancestors = own(scoring.ancestors).map((ancestor) => ancestor - start);
    const numbers = [values, weights, logPotentials].map((each) => own(each));
    return { ...cloudStory, ancestors, numbers, samples: own(samples), scoring: scoring.groups[g] };
  });
}

/** Σ log G on a path with these values and λ_j, by the table of potentials. */
/** @param strength λ: what `max` looks for */
function paidBy(
  potential: PotentialName,
  strength: number,
  values: readonly number[],
  strengths: readonly number[],
): number {
  const upTo = (f: (before: number[]) => number): number =>
    values.reduce((sum, _, j) => sum + strengths[j]! * f(values.slice(0, j + 1)), 0);
  const paid: Readonly<Record<PotentialName, () => number>> = {
    difference: () => (strengths.at(-1) ?? 0) * (values.at(-1) ?? 0),
    max: () => upTo((before) => (strength < 0 ? Math.min(...before) : Math.max(...before))),
    sum: () => upTo((before) => before.reduce((a, b) => a + b, 0)),
    immediate: () => upTo((before) => before.at(-1)!),
    terminal: () => 0,
  };
  return paid[potential]();
}

describe("whatever the policy", () => {
  it("weights sum to 1, the ESS is in 1 … N, and ancestors are of one's own group", async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyGroups, anySeed, async (change, groups, seed) => {
        for (const { cloud, scoring } of await recordsOf({
          change,
          options: { groups, random: createRandomStreams(seed) },
        })) {
          cloud.groups.forEach(({ start, count }, g) => {
            if (scoring === undefined) return;
            const own = scoring.weights.subarray(start, start + count);
            expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
            const { ess, logZ } = scoring.groups[g]!;
            expect(ess >= 1 && ess <= count).toBe(true);
            expect(Number.isFinite(logZ)).toBe(true);
            for (const a of scoring.ancestors.subarray(start, start + count)) {
              expect(a >= start && a < start + count).toBe(true);
            }
          });
        }
      }),
      { numRuns },
    );
  });

  it("history stays with its particle, and in the end each has paid λ r", async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyGroups, anySeed, async (change, groups, seed) => {
        const scored: { step: number; strengths: readonly number[] }[] = [];
        for (const { cloud, scoring, step } of await recordsOf({
          change,
          options: { groups, random: createRandomStreams(seed) },
        })) {
          if (scoring !== undefined) scored.push({ step, strengths: scoring.groups.map(({ strength }) => strength) });
          cloud.groups.forEach(({ start, count }, g) => {
            for (let n = start; n < start + count; n += 1) {
              // A state remembers its path: step s is its entry s.
              const values = scored.map((at) => height(cloud.states[n]!.slice(0, at.step + 1)));
              const strengths = scored.map((at) => at.strengths[g]!);
              const paid =
                step === 6
                  ? change.strength * values.at(-1)!
                  : paidBy(change.potential, change.strength, values, strengths);
              expect(cloud.paid[n]).toBeCloseTo(paid, 9);
              expect(cloud.runningMax[n]).toBe(Math.max(...values.map((value) => towards(change.strength, value))));
              expect(cloud.runningSum[n]).toBeCloseTo(
                values.reduce((a, b) => a + b, 0),
                9,
              );
              expect(cloud.lastTilt[n]).toBeCloseTo((strengths.at(-1) ?? 0) * (values.at(-1) ?? 0), 9);
            }
          });
        }
      }),
      { numRuns },
    );
  });

  it("lineage composes: it names the particle that the path began as", async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyGroups, anySeed, async (change, groups, seed) => {
        const diagnostics = new Diagnostics();
        let firstMoves: number[] | undefined;
        for (const record of await recordsOf({ change, options: { groups, random: createRandomStreams(seed) } })) {
          const { cloud, scoring } = record;
          diagnostics.add(record);
          // All begin at one place; whose path it is shows in its first move, as it was before any selection.
          firstMoves ??= (scoring?.samples.map(([state]) => state!) ?? cloud.states).map((state) => state[1]!);
          cloud.states.forEach((state, n) => expect(firstMoves![diagnostics.lineage[n]!]).toBe(state[1]));
        }
      }),
      { numRuns },
    );
  });

  it("a cloud brought back from bytes goes on as the uninterrupted run does, from any step", async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyGroups, anySeed, fc.nat(5), async (change, groups, seed, at) => {
        const setting = () => ({ process: ledgerProcess({ stay: 0.3 }), change });
        const random = createRandomStreams(seed);
        const whole = await recordsOf({ ...setting(), options: { groups, random } });
        const rest = await recordsOf({ ...setting(), options: { groups, random, start: revived(whole[at]!.cloud) } });
        const strip = (records: Records) => records.map((record) => ({ ...record, forwardPasses: 0 }));
        expect(strip(rest)).toStrictEqual(strip(whole.slice(at + 1)));
      }),
      { numRuns },
    );
  });

  it("a branch of an only particle goes on as it would have itself, with log Z counted from the branch", async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, anySeed, fc.nat(4), async (change, seed, at) => {
        const group = { key: "g", particles: 1 };
        const random = createRandomStreams(seed);
        const whole = await recordsOf({ change, options: { groups: [group], random } });
        const { cloud } = whole[at]!;
        const start = branchCloud(cloud.step, [cloud.states[0]!], [group]);
        const rest = await recordsOf({ change, options: { groups: [group], random, start } });
        expect(rest.map((record) => record.cloud.states)).toStrictEqual(
          whole.slice(at + 1).map((record) => record.cloud.states),
        );
        // One particle's weight is exp(λ r) in the end, wherever it began to count.
        expect(rest.at(-1)!.scoring!.groups[0]!.logZ).toBeCloseTo(whole.at(-1)!.scoring!.groups[0]!.logZ, 9);
      }),
      { numRuns },
    );
  });

  it("a group has the same ancestors, states and numbers alone, beside others, and in any order", async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyGroups, anySeed, async (change, groups, seed) => {
        const run = (some: typeof groups): Promise<Records> =>
          recordsOf({ change, options: { groups: some, random: createRandomStreams(seed) } });
        const [together, turned] = [await run(groups), await run(groups.toReversed())];
        for (const group of groups) {
          const alone = storyOf(await run([group]), group.key);
          expect(storyOf(together, group.key)).toStrictEqual(alone);
          expect(storyOf(turned, group.key)).toStrictEqual(alone);
        }
      }),
      { numRuns },
    );
  });

  it("λ = 0 is the unsteered run bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyGroups, anySeed, async (change, groups, seed) => {
        const random = createRandomStreams(seed);
        const process = ledgerProcess({ stay: 0.3 });
        const slots = groups.flatMap(({ key, particles }) =>
          Array.from({ length: particles }, (_, index) => ({ group: key, index })),
        );
        let states = process.initial(slots, random);
        const steered = { process: ledgerProcess({ stay: 0.3 }), change: { ...change, strength: 0 } };
        for (const { cloud, step, scoring } of await recordsOf({ ...steered, options: { groups, random } })) {
          const predictions = await process.predict(states, step - 1, new AbortController().signal);
          const views = slots.map((slot, n) => ({ slot, state: states[n]!, prediction: predictions[n]! }));
          states = [...(await process.transition(views, step - 1, random, new AbortController().signal)).states];
          expect(cloud.states).toStrictEqual(states);
          for (const { logZ, resampled } of scoring?.groups ?? []) expect([logZ, resampled]).toStrictEqual([0, false]);
        }
      }),
      { numRuns },
    );
  });
});
