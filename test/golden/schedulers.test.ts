/**
 * Schedulers against trajectories of diffusers' own (schedulers.json says which version) and, for the settings that those leave out, of an
 * account of them in Python (training/fixtures/schedulers.py); fed with the same states, outputs and noise.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { moveSample, predictClean, scaledInput } from "../../src/diffusion/schedulers/scheduler.ts";
import type { SchedulerChoice } from "../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../src/diffusion/schedulers/schedulerChoice.ts";

interface Golden {
  readonly cases: readonly {
    readonly name: string;
    readonly class: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly steps: number;
    readonly stepOptions: { readonly eta?: number };
    readonly initNoiseSigma: number;
    /** The step of the first record, where only the last ones are kept. */
    readonly from?: number;
    readonly trajectory: readonly {
      readonly timestep: number;
      readonly modelInput: readonly number[];
      readonly modelOutput: readonly number[];
      readonly sample: readonly number[];
      readonly noise: readonly number[] | null;
      readonly prev: readonly number[];
      readonly x0?: readonly number[];
    }[];
  }[];
}

async function casesIn(name: string): Promise<Golden["cases"]> {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return (JSON.parse(await readFile(file, "utf8")) as Golden).cases;
}
const cases = [...(await casesIn("schedulers.json")), ...(await casesIn("scheduler-variants.json"))];

/** Largest difference over the largest value. */
function difference(found: ArrayLike<number>, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, i) => Math.abs(found[i]! - value))) / largest;
}

describe("the schedulers give diffusers' trajectories", () => {
  it.each(cases)("$name", ({ class: name, config, steps, stepOptions, initNoiseSigma, from = 0, trajectory }) => {
    const choice: SchedulerChoice =
      stepOptions.eta === undefined ? { kind: "model" } : { kind: "ddim", eta: stepOptions.eta };
    const values = { ...config, _class_name: name };
    const scheduler = createScheduler({ config: { file: "scheduler_config.json", values }, choice, steps });
    expect(scheduler.name).toBe(name);
    expect(Math.abs(scheduler.initialDeviation / initNoiseSigma - 1)).toBeLessThan(1e-6);
    expect(scheduler.steps).toHaveLength(from + trajectory.length);
    let earlier: Float32Array | undefined;
    trajectory.forEach((record, i) => {
      const step = scheduler.steps[from + i]!;
      expect(Math.abs(step.timestep - record.timestep)).toBeLessThan(1e-3);
      const [sample, output] = [Float32Array.from(record.sample), Float32Array.from(record.modelOutput)];
      expect(difference(scaledInput(step, sample), record.modelInput)).toBeLessThan(1e-5);
      const clean = predictClean(scheduler, step, sample, output);
      if (record.x0 !== undefined) expect(difference(clean, record.x0)).toBeLessThan(1e-5);
      const noise = record.noise === null ? undefined : Float32Array.from(record.noise);
      // Where diffusers draws nothing, nothing is drawn here.
      if (noise === undefined) expect(step.next.noise).toBe(0);
      const next = moveSample(step, { sample, output, clean, earlier, noise });
      expect(difference(next, record.prev)).toBeLessThan(1e-5);
      earlier = scheduler.keepsClean ? clean : undefined;
    });
  });
});
