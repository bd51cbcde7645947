/** Noise levels of flow models against NumPy's, in the order in which diffusers works them out (training/fixtures/flow_levels.py). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FlowTiming } from "../../src/diffusion/schedulers/flowMatch.ts";
import { createScheduler } from "../../src/diffusion/schedulers/schedulerChoice.ts";

interface Case extends FlowTiming {
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: number;
  /** The last one included: 0, or 1 for a time that runs backwards. */
  readonly levels: readonly number[];
  readonly timesteps: readonly number[];
}

const text = await readFile(join(import.meta.dirname, "flow-levels.json"), "utf8");
const { cases } = JSON.parse(text) as { readonly cases: readonly Case[] };
const named = cases.map((one): [string, Case] => [
  `${JSON.stringify(one.config)}, ${one.steps} steps, ${one.imageTokens} tokens, to the last ${one.lastLevel}`,
  one,
]);

describe("a flow's levels and timesteps are diffusers'", () => {
  it.each(named)("%s", (_, { config, steps, levels, timesteps, ...timing }) => {
    const values = { ...config, _class_name: "FlowMatchEulerDiscreteScheduler" };
    const scheduler = createScheduler({
      config: { file: "scheduler_config.json", values },
      choice: { kind: "model" },
      steps,
      ...timing,
    });
    expect(scheduler.steps).toHaveLength(steps);
    scheduler.steps.forEach(({ timestep, next }, i) => {
      expect(Math.abs(timestep - timesteps[i]!)).toBeLessThan(1e-6 * 1000);
      expect(Math.abs(next.output - (levels[i + 1]! - levels[i]!))).toBeLessThan(1e-6);
    });
  });
});
