/** Timesteps of DPM-Solver++ whose levels are spread anew, against diffusers' own (dpm-timesteps.json says which version). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createScheduler } from "../../src/diffusion/schedulers/schedulerChoice.ts";

interface Case {
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly timesteps: readonly number[];
}

const golden = JSON.parse(await readFile(join(import.meta.dirname, "dpm-timesteps.json"), "utf8")) as {
  readonly cases: readonly Case[];
};
const named = golden.cases.map((one): [string, Case] => [`${JSON.stringify(one.config)} in ${one.steps}`, one]);

describe("the timesteps that DPM-Solver++ tells the network are diffusers' to the last one", () => {
  it.each(named)("%s", (_, { config, steps, timesteps }) => {
    const values = { ...config, _class_name: "DPMSolverMultistepScheduler" };
    const scheduler = createScheduler({ config: { file: "config", values }, choice: { kind: "model" }, steps });
    expect(scheduler.steps.map(({ timestep }) => timestep)).toEqual(timesteps);
  });
});
