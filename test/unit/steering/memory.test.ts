/** What a run leaves behind as it goes on: the lineage, if its caller keeps that, and nothing else. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Diagnostics } from "../../../src/steering/diagnostics.ts";
import type { ScoringSchedule } from "../../../src/steering/policy.ts";
import type { DiffusionProcess } from "../../../src/steering/process.ts";
import { steer } from "../../../src/steering/steer.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { defaultPolicy as policy } from "../../exactness/estimates.ts";
import { signal } from "./ledger.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const particles = 1024;
const [from, to] = [100, 600];
const mebibyte = 2 ** 20;

interface Place {
  readonly x: number;
}

/** Every transition makes new states: kept ones would show. */
const walk: DiffusionProcess<Place, number, number> = {
  steps: to + 1,
  timeConditioned: true,
  deterministic: false,
  initial: (slots) => slots.map(() => ({ x: 0 })),
  predict: (states) => Promise.resolve(states.map(({ x }) => x)),
  transition: (views, step, random) =>
    Promise.resolve({
      states: views.map(({ slot: { group, index }, state }) => ({
        x: state.x / 2 + random.stream({ purpose: "transition", group, slot: index, step }).uniform(),
      })),
    }),
  decode: (views) => Promise.resolve(views.map(({ state }) => [state.x])),
  encode: () => new Uint8Array(),
  revive: () => ({ x: 0 }),
};

const reward = {
  name: "x",
  hardConstraint: false,
  score: (samples: readonly number[]) => Promise.resolve(samples),
};

function memory(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes that were added between the two steps, and the resamplings between them, whose ancestors are kept. */
async function growth(schedule: ScoringSchedule): Promise<{ bytes: number; lineage: Int32Array[] }> {
  const options = { groups: [{ key: "g", particles }], random: createRandomStreams(1), signal };
  const diagnostics = new Diagnostics();
  const lineage: Int32Array[] = [];
  let [before, after] = [0, 0];
  for await (const record of steer(walk, reward, { ...policy, resampling: "always", schedule }, options)) {
    diagnostics.add(record);
    if (record.step === from) before = memory();
    else if (record.step > from && record.scoring !== undefined) lineage.push(record.scoring.ancestors);
    if (record.step < to) continue;
    // While the run still holds whatever it holds.
    after = memory();
    break;
  }
  return { bytes: after - before, lineage };
}

describe("the memory of a run", () => {
  it("does not grow with steps that are not scored", async () => {
    const { bytes, lineage } = await growth({ kind: "steps", steps: [to + 1] });
    expect(lineage).toHaveLength(0);
    // One number kept a particle a step would be 4 MiB.
    expect(bytes).toBeLessThan(mebibyte);
  });

  it("grows by 4 bytes a particle a resampling where the lineage is kept", async () => {
    const { bytes, lineage } = await growth({ kind: "every", every: 1 });
    expect(lineage).toHaveLength(to - from);
    const kept = 4 * particles * lineage.length;
    expect(lineage.reduce((sum, ancestors) => sum + ancestors.byteLength, 0)).toBe(kept);
    expect(bytes).toBeGreaterThan(0.9 * kept);
    expect(bytes).toBeLessThan(kept + mebibyte);
  });
});
