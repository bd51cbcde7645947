import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SteeringPolicy } from "../../../src/steering/policy.ts";
import { isAbort } from "../../../src/errors.ts";
import { particleGibbs } from "../../../src/steering/particleGibbs.ts";
import { assess } from "../../../src/steering/select.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { defaultPolicy as policy } from "../../exactness/estimates.ts";
import { height, heightReward, ledgerProcess, recordsOf, signal, type Ledger } from "./ledger.ts";

const invalid = (field: string) =>
  expect.objectContaining({ code: "steering-invalid", details: expect.objectContaining({ field }) });

describe("a run is refused before it starts", () => {
  it.each<[string, Partial<SteeringPolicy>]>([
    ["strength", { strength: Number.NaN }],
    ["strength", { strength: Infinity }],
    ["strength", { strength: -Infinity }],
    ["essThreshold", { essThreshold: -0.01 }],
    ["essThreshold", { essThreshold: 1.01 }],
    ["essThreshold", { essThreshold: Number.NaN }],
    ["draws", { draws: 0 }],
    ["draws", { draws: 1.5 }],
    ["draws", { draws: 1e9 }],
    ["potential", { potential: "most" as never }],
    ["resampler", { resampler: "fair" as never }],
    ["resampling", { resampling: "often" as never }],
    ["tempering.from", { tempering: { kind: "geometric", from: 0 } }],
    ["tempering.essFraction", { tempering: { kind: "adaptive", essFraction: 1.5 } }],
    ["tempering.from", { tempering: { kind: "geometric", from: 1.5 } }],
    ["tempering.essFraction", { tempering: { kind: "adaptive", essFraction: 0 } }],
    ["tempering.kind", { tempering: { kind: "sudden" } as never }],
    ["schedule.kind", { schedule: { kind: "sometimes" } as never }],
    ["schedule.every", { schedule: { kind: "every", every: -1 } }],
    ["schedule.first", { schedule: { kind: "every", every: 1, first: 7 } }],
    ["schedule.fractions", { schedule: { kind: "fractions", fractions: [] } }],
    ["schedule.steps", { schedule: { kind: "steps", steps: [] } }],
    ["schedule.steps", { schedule: { kind: "steps", steps: [7] } }],
  ])("for %s in %j", async (field, change) => {
    const process = ledgerProcess();
    await expect(recordsOf({ process, change })).rejects.toThrow(invalid(field));
    expect(process.predicted).toHaveLength(0);
  });

  it.each([0, -1, 1.5, Number.NaN])("for %d particles", async (particles) => {
    await expect(recordsOf({ options: { groups: [{ key: "g", particles }] } })).rejects.toThrow(invalid("particles"));
  });

  it("for no group, and for two of one key", async () => {
    const group = { key: "g", particles: 2 };
    await expect(recordsOf({ options: { groups: [] } })).rejects.toThrow(invalid("groups"));
    await expect(recordsOf({ options: { groups: [group, group] } })).rejects.toThrow(invalid("groups"));
  });

  it("for a hard constraint under a negative strength", async () => {
    const reward = { ...heightReward, hardConstraint: true };
    await expect(recordsOf({ reward, change: { strength: -1 } })).rejects.toThrow(invalid("strength"));
  });
});

describe("a reward's answer", () => {
  it("that is not finite is reported with its particle, wherever it comes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(7),
        fc.nat(2),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(Number.NaN, Infinity, -Infinity),
        async (particle, draw, step, bad) => {
          let calls = 0;
          const reward = {
            name: "flawed",
            hardConstraint: false,
            score: (samples: readonly Ledger[]) => {
              calls += 1;
              const rewards = samples.map(height);
              if (calls === step) rewards[step === 6 ? particle : particle * 3 + draw] = bad;
              return Promise.resolve(rewards);
            },
          };
          await expect(recordsOf({ reward, change: { draws: 3 } })).rejects.toThrow(
            expect.objectContaining({
              code: "reward-not-finite",
              details: { reward: "flawed", particle },
              message: expect.stringContaining("flawed"),
            }),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it("NaN is an error under a hard constraint as well, and so is +∞", async () => {
    for (const bad of [Number.NaN, Infinity]) {
      const reward = {
        name: "flawed",
        hardConstraint: true,
        score: (s: readonly Ledger[]) => Promise.resolve(s.map(() => bad)),
      };
      await expect(recordsOf({ reward })).rejects.toThrow(expect.objectContaining({ code: "reward-not-finite" }));
    }
  });

  it.each([
    ["too few", [1, 2]],
    ["too many", Array.from({ length: 9 }, () => 1)],
    ["strings", Array.from({ length: 8 }, () => "1")],
    ["null", Array.from({ length: 8 }, () => null)],
    ["holes", Array.from({ length: 8 })],
  ])("of %s is refused", async (_, answer) => {
    const reward = { name: "flawed", hardConstraint: false, score: () => Promise.resolve(answer as number[]) };
    await expect(recordsOf({ reward })).rejects.toThrow(expect.objectContaining({ code: "reward-result" }));
  });

  it("may be a typed array", async () => {
    const reward = { ...heightReward, score: (s: readonly Ledger[]) => Promise.resolve(Float32Array.from(s, height)) };
    await expect(recordsOf({ reward })).resolves.toHaveLength(6);
  });

  it("so large that λ r overflows is reported with its particle", async () => {
    const reward = {
      ...heightReward,
      score: (s: readonly Ledger[]) => Promise.resolve(s.map((_, n) => (n === 5 ? 1e308 : 0))),
    };
    await expect(recordsOf({ reward, change: { strength: 100 } })).rejects.toThrow(
      expect.objectContaining({ code: "reward-not-finite", details: { reward: "height", particle: 5 } }),
    );
  });
});

describe("numbers that would spoil weights", () => {
  it("are reported with their particle where finite potentials add up to more than a number holds", async () => {
    const reward = {
      ...heightReward,
      score: (s: readonly Ledger[]) => Promise.resolve(s.map((_, n) => (n === 3 ? 1 : 0))),
    };
    const change = { strength: 7e307, potential: "immediate", resampling: "never" } as const;
    await expect(recordsOf({ reward, change })).rejects.toThrow(
      expect.objectContaining({ code: "reward-not-finite", details: { reward: "height", particle: 3 } }),
    );
    await expect(recordsOf({ reward, change: { ...change, strength: -7e307 } })).rejects.toThrow(
      expect.objectContaining({ code: "reward-not-finite", details: { reward: "height", particle: 3 } }),
    );
  });

  it.each(["logWeights", "paid", "lastTilt", "runningMax", "runningSum"] as const)(
    "are reported with their particle when a run would go on from NaN in %s",
    async (name) => {
      const { cloud } = (await recordsOf({}))[2]!;
      const damaged = { ...cloud, [name]: cloud[name].with(5, Number.NaN) };
      await expect(recordsOf({ options: { start: damaged } })).rejects.toThrow(
        expect.objectContaining({ code: "steering-invalid", details: { field: "start", particle: 5 } }),
      );
    },
  );

  it.each([Number.NaN, Infinity])("never pass for a weight: %d", async (bad) => {
    const { cloud } = (await recordsOf({}))[2]!;
    expect(() => assess({ ...cloud, logWeights: cloud.logWeights.with(6, bad) })).toThrow(
      expect.objectContaining({ code: "internal", details: { particle: 6 } }),
    );
  });
});

describe("refining", () => {
  it.each([
    ["particles", { groups: [{ key: "g", particles: 1 }] }],
    [
      "particles",
      {
        groups: [
          { key: "g", particles: 4 },
          { key: "h", particles: 1 },
        ],
      },
    ],
    ["iterations", { iterations: 0 }],
    ["iterations", { iterations: Number.NaN }],
  ])("is refused for %s in %j", async (field, change) => {
    const options = {
      groups: [{ key: "g", particles: 4 }],
      random: createRandomStreams(1),
      signal,
      iterations: 1,
      ...change,
    };
    const run = particleGibbs(ledgerProcess(), heightReward, policy, options);
    await expect(run.next()).rejects.toThrow(invalid(field));
  });

  it("says so when nothing is left to refine", async () => {
    const options = { groups: [{ key: "g", particles: 4 }], random: createRandomStreams(1), signal, iterations: 1 };
    const reward = {
      name: "never",
      hardConstraint: true,
      score: (s: readonly Ledger[]) => Promise.resolve(s.map(() => -Infinity)),
    };
    await expect(particleGibbs(ledgerProcess(), reward, policy, options).next()).rejects.toThrow(
      expect.objectContaining({ code: "particles-infeasible" }),
    );
  });
});

describe("stopping", () => {
  it("is an AbortError, before, between and inside steps, and releases everything", async () => {
    for (const stopAt of [0, 1, 3]) {
      const controller = new AbortController();
      const process = ledgerProcess();
      let calls = 0;
      const reward = {
        ...heightReward,
        score: (samples: readonly Ledger[]) => {
          calls += 1;
          if (calls === stopAt) controller.abort();
          return Promise.resolve(samples.map(height));
        },
      };
      if (stopAt === 0) controller.abort();
      const error: unknown = await recordsOf({ process, reward, options: { signal: controller.signal } }).catch(
        (e: unknown) => e,
      );
      expect(isAbort(error)).toBe(true);
      expect(calls).toBe(stopAt);
      expect(process.held.size).toBe(0);
    }
  });
});
