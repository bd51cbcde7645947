import { describe, expect, it } from "vitest";
import { predictClean } from "../../../../src/diffusion/schedulers/scheduler.ts";
import type { SchedulerChoice } from "../../../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../../../src/diffusion/schedulers/schedulerChoice.ts";
import { roundHalfToEven } from "../../../../src/diffusion/schedulers/spacing.ts";

const stable = { beta_schedule: "scaled_linear", beta_start: 0.00085, beta_end: 0.012, clip_sample: false };
const make = (values: object, choice: SchedulerChoice, steps = 10) =>
  createScheduler({ config: { file: "scheduler_config.json", values: { ...stable, ...values } }, choice, steps });

describe("schedulers that are the same chain", () => {
  it.each(["epsilon", "v_prediction", "sample"])("DDIM with η = 1 and DDPM of the smaller variance, by %s", (kind) => {
    const [ddim, ddpm] = ([{ kind: "ddim", eta: 1 }, { kind: "ddpm" }] as const).map((choice) =>
      make({ prediction_type: kind }, choice),
    );
    ddim!.steps.slice(0, -1).forEach((step, i) => {
      const other = ddpm!.steps[i]!;
      expect(step.timestep).toBe(other.timestep);
      const [a, b] = [combined(step), combined(other)];
      expect(a.sample).toBeCloseTo(b.sample, 5);
      expect(a.output).toBeCloseTo(b.output, 5);
      expect(a.noise).toBeCloseTo(b.noise, 6);
    });
  });

  it.each(["epsilon", "v_prediction"])("Euler ancestral and DDIM with η = 1, told on another scale, by %s", (kind) => {
    const values = { prediction_type: kind, timestep_spacing: "leading" };
    const [ddim, euler] = ([{ kind: "ddim", eta: 1 }, { kind: "euler-ancestral" }] as const).map((choice) =>
      make(values, choice),
    );
    ddim!.steps.slice(0, -1).forEach((step, i) => {
      const now = euler!.steps[i]!;
      const next = euler!.steps[i + 1]!;
      const [a, b] = [combined(step), combined(now)];
      // A state of DDIM is a state of Euler's times its inputScale.
      expect(a.sample).toBeCloseTo((b.sample * next.inputScale) / now.inputScale, 5);
      expect(a.output).toBeCloseTo(b.output * next.inputScale, 5);
      expect(a.noise).toBeCloseTo(b.noise * next.inputScale, 5);
    });
  });
});

describe("a first timestep that is noise alone", () => {
  const zero = { rescale_betas_zero_snr: true, timestep_spacing: "trailing" };

  it.each([{ kind: "ddim", eta: 1 }, { kind: "ddpm" }] as const)(
    "is left by v-prediction without a division by 0: %o",
    (choice) => {
      const { steps } = make({ ...zero, prediction_type: "v_prediction" }, choice);
      expect(steps[0]!.clean).toStrictEqual({ sample: 0, output: -1 });
      expect(steps.flatMap(({ clean, next }) => Object.values({ ...clean, ...next })).every(Number.isFinite)).toBe(
        true,
      );
    },
  );

  it("is refused with epsilon, which can tell nothing there, and not where it is never visited", () => {
    expect(() => make(zero, { kind: "ddpm" })).toThrow(/rescale_betas_zero_snr.*epsilon.*Choose/);
    expect(make({ ...zero, timestep_spacing: "leading" }, { kind: "ddpm" }).steps).toHaveLength(10);
  });

  it.each([{ kind: "euler-ancestral" }, { kind: "dpm++-sde" }] as const)("has a finite level for %o", (choice) => {
    const { steps, initialDeviation } = make(zero, choice);
    expect(Number.isFinite(initialDeviation)).toBe(true);
    expect(steps.flatMap(({ clean, next }) => Object.values({ ...clean, ...next })).every(Number.isFinite)).toBe(true);
  });
});

describe("a predicted clean state", () => {
  const cleanOf = (values: object, output: readonly number[]): number[] => {
    const scheduler = make({ prediction_type: "sample", ...values }, { kind: "ddpm" });
    const found = Float32Array.from(output);
    return [...predictClean(scheduler, scheduler.steps[0]!, new Float32Array(output.length), found)];
  };

  it("is clipped to its range", () => {
    expect(cleanOf({ clip_sample: true }, [-3, 0.5, 1.5])).toStrictEqual([-1, 0.5, 1]);
    expect(cleanOf({ clip_sample: true, clip_sample_range: 2 }, [-3, 0.5, 1.5])).toStrictEqual([-2, 0.5, 1.5]);
    expect(cleanOf({}, [-3, 0.5, 1.5])).toStrictEqual([-3, 0.5, 1.5]);
  });

  it("is scaled into [−1, 1] by a quantile of its values, at least 1 and at most sample_max_value", () => {
    const dynamic = { thresholding: true, clip_sample: true, dynamic_thresholding_ratio: 0.75, sample_max_value: 5 };
    expect(cleanOf(dynamic, [-4, 1, 2, 0, 3])).toStrictEqual([-1, 1 / 3, 2 / 3, 0, 1].map(Math.fround));
    expect(cleanOf(dynamic, [-0.5, 0.25, 0, 0, 0])).toStrictEqual([-0.5, 0.25, 0, 0, 0]);
    expect(cleanOf({ ...dynamic, sample_max_value: 2 }, [-4, 1, 2, 0, 3])).toStrictEqual([-1, 0.5, 1, 0, 1]);
  });
});

describe("levels and timesteps", () => {
  it("rounds halves to the even number, as NumPy does", () => {
    expect([0.5, 1.5, 2.5, 2.4, 2.6, 3].map(roundHalfToEven)).toStrictEqual([0, 2, 2, 2, 3, 3]);
  });

  it("spaces Karras levels by their seventh roots, from the model's noisiest to its cleanest", () => {
    const { steps } = make({ use_karras_sigmas: true }, { kind: "dpm++-sde" }, 9);
    // x̂₀ = (x − σ_t ε)/α_t, so the factors of epsilon tell the level
    const roots = steps.map(({ clean }) => (-clean.output) ** (1 / 7));
    const widths = roots.slice(1).map((root, i) => roots[i]! - root);
    widths.forEach((width) => expect(width).toBeCloseTo(widths[0]!, 5));
    expect(roots[0]! ** 7).toBeCloseTo(14.6146, 3);
    expect(roots.at(-1)! ** 7).toBeCloseTo(0.0292, 3);
    expect(steps[0]!.timestep).toBe(999);
    expect(steps.at(-1)!.timestep).toBe(0);
  });

  it("shifts a flow's time towards noise, more for larger images where the model says so", () => {
    const flow = { _class_name: "FlowMatchEulerDiscreteScheduler" };
    const middle = (values: object, imageTokens?: number): number =>
      createScheduler({
        config: { file: "scheduler_config.json", values: { ...flow, ...values } },
        choice: { kind: "model" },
        steps: 11,
        ...(imageTokens === undefined ? {} : { imageTokens }),
      }).steps[5]!.timestep;
    expect(middle({ shift: 3 })).toBeGreaterThan(middle({}));
    const dynamic = { use_dynamic_shifting: true };
    expect(middle(dynamic, 4096)).toBeGreaterThan(middle(dynamic, 256));
    // e^μ/(e^μ + 1/t − 1) with t = 0.5005, μ = 0.5
    expect(middle(dynamic, 256)).toBeCloseTo(1000 * (Math.exp(0.5) / (Math.exp(0.5) + 1 / 0.5005 - 1)), 2);
  });

  it("ends a flow where shift_terminal says", () => {
    const values = { _class_name: "FlowMatchEulerDiscreteScheduler", shift_terminal: 0.1 };
    const { steps } = createScheduler({ config: { file: "f", values }, choice: { kind: "model" }, steps: 5 });
    expect(steps.at(-1)!.timestep).toBeCloseTo(100, 3);
  });
});

/** A transition as a linear map of state, output and noise: what its x̂₀ contributes is worked in. */
function combined({ clean, next }: ReturnType<typeof make>["steps"][number]) {
  return {
    sample: next.sample + next.clean * clean.sample,
    output: next.output + next.clean * clean.output,
    noise: next.noise,
  };
}
