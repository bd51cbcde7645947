import { describe, expect, it } from "vitest";
import { branchCloud, startCloud } from "../../../src/steering/cloud.ts";
import type { Cloud } from "../../../src/steering/record.ts";
import { PathStore } from "../../../src/steering/paths.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { height, ledgerProcess, recordsOf, revived, type Ledger } from "./ledger.ts";

const groups = [
  { key: "a", particles: 5 },
  { key: "b", particles: 4 },
];

describe("a cloud that is gone on from", () => {
  it.each([
    { potential: "difference", tempering: { kind: "constant" } },
    { potential: "max", tempering: { kind: "linear" } },
    { potential: "sum", tempering: { kind: "adaptive", essFraction: 0.8 } },
  ] as const)("continues as the uninterrupted run does, from every step: $potential", async (choice) => {
    const change = { ...choice, draws: 2, schedule: { kind: "every", every: 2 } } as const;
    const whole = await recordsOf({ process: ledgerProcess({ stay: 0.3 }), change, options: { groups } });
    for (const { cloud, step } of whole) {
      const process = ledgerProcess({ stay: 0.3 });
      const rest = await recordsOf({ process, change, options: { groups, start: revived(cloud) } });
      const strip = (records: typeof rest) => records.map((record) => ({ ...record, forwardPasses: 0 }));
      expect(strip(rest)).toStrictEqual(strip(whole.slice(step)));
    }
  });

  it("must belong to the run", async () => {
    const { cloud } = (await recordsOf({}))[2]!;
    const invalid = expect.objectContaining({ code: "steering-invalid" });
    const go = (start: Cloud<Ledger>, particles = 8, key = "g") =>
      recordsOf({ options: { groups: [{ key, particles }], start } });
    await expect(go(cloud, 7)).rejects.toThrow(invalid);
    await expect(go(cloud, 8, "other")).rejects.toThrow(invalid);
    await expect(go({ ...cloud, step: 7 })).rejects.toThrow(invalid);
    await expect(go({ ...cloud, step: -1 })).rejects.toThrow(invalid);
    await expect(go({ ...cloud, paid: new Float64Array(3) })).rejects.toThrow(invalid);
    await expect(go({ ...cloud, step: 6 })).resolves.toHaveLength(0);
  });
});

describe("a branch", () => {
  it("is copies of one particle that owe and have paid nothing, which part at the next step and pay λ r in all", async () => {
    const { cloud } = (await recordsOf({ options: { groups }, change: { potential: "sum" } }))[3]!;
    const start = branchCloud(cloud.step, [cloud.states[6]!], [{ key: "branch", particles: 12 }]);
    expect(start.states.every((state) => state === cloud.states[6])).toBe(true);
    expect(cloud.paid[6]).not.toBe(0);
    const { step: first, ...fresh } = startCloud([{ key: "branch", particles: 12 }], start.states);
    expect(start).toStrictEqual({ ...fresh, step: cloud.step });
    expect(first).toBe(0);
    const process = ledgerProcess();
    const records = await recordsOf({
      process,
      change: { potential: "sum" },
      options: { groups: [{ key: "branch", particles: 12 }], start },
    });
    expect(process.predicted.filter(({ step }) => step === 4)).toHaveLength(1);
    expect(new Set(records[0]!.scoring!.samples.map(([state]) => state)).size).toBe(12);
    const { cloud: last } = records.at(-1)!;
    last.states.forEach((state, n) => expect(last.paid[n]).toBeCloseTo(2 * height(state), 9));
  });
});

describe("paths", () => {
  it("are traced back through every resampling", async () => {
    const process = ledgerProcess();
    const paths = new PathStore(
      process.initial([{ group: "g", index: 0 }], createRandomStreams(1)).concat(Array.from({ length: 7 }, () => [0])),
    );
    const records = await recordsOf({ process, change: { resampling: "always" } });
    for (const record of records) paths.add(record);
    records.at(-1)!.cloud.states.forEach((state, n) => {
      const path = paths.of(n);
      expect(path).toHaveLength(7);
      // A state remembers its path, so each state on the way is a beginning of it.
      path.forEach((earlier, step) => expect(earlier).toStrictEqual(state.slice(0, step + 1)));
    });
  });

  it("given as a reference are followed by particle 0 of their group and survive", async () => {
    const reference = Array.from({ length: 7 }, (_, step) => Array.from({ length: step + 1 }, (__, i) => -3 * i));
    const options = { groups, reference: new Map([["b", reference]]) };
    const records = await recordsOf({ options, change: { resampling: "always", strength: 5 } });
    records.forEach(({ cloud, step, scoring }) => {
      expect(cloud.states[5]).toBe(reference[step]);
      expect(scoring!.ancestors[5]).toBe(5);
    });
    expect(records.some(({ scoring }) => scoring!.ancestors[0] !== 0)).toBe(true);
  });

  it("given as a reference must be whole and belong to a group", async () => {
    const invalid = expect.objectContaining({ code: "steering-invalid" });
    await expect(recordsOf({ options: { reference: new Map([["g", [[0]]]]) } })).rejects.toThrow(invalid);
    await expect(recordsOf({ options: { reference: new Map([["x", []]]) } })).rejects.toThrow(invalid);
  });
});
