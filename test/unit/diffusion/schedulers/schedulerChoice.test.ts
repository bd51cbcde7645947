import { describe, expect, it } from "vitest";
import { levelsLeftOut, suggestScheduler } from "../../../../src/diffusion/schedulers/modelScheduler.ts";
import { type SchedulerChoice, isDeterministic } from "../../../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../../../src/diffusion/schedulers/schedulerChoice.ts";
import { parseSchedulerConfig, unknownSettings } from "../../../../src/diffusion/schedulers/schedulerConfig.ts";

const file = "scheduler/scheduler_config.json";
const model: SchedulerChoice = { kind: "model" };
const make = (values: Readonly<Record<string, unknown>>, choice: SchedulerChoice = model, steps = 10) =>
  createScheduler({ config: { file, values }, choice, steps });
const betas = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: "scaled_linear" };
const ofClass = (name: string, values: object = {}) => ({ _class_name: name, ...values });

describe("scheduler_config.json", () => {
  it("is read with the infinite numbers that Python writes", () => {
    const text = '{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity, "note": "-Infinity"}';
    const config = parseSchedulerConfig(text, file);
    expect(config.values["note"]).toBe("-Infinity");
    expect(createScheduler({ config, choice: model, steps: 10 }).steps).toHaveLength(10);
  });

  it.each(["{", "[]", "null", "3"])("is refused where it is no object: %s", (text) => {
    expect(() => parseSchedulerConfig(text, file)).toThrow(expect.objectContaining({ code: "model-corrupt" }));
  });

  it("is told of settings that no scheduler has, and of nothing else", () => {
    const values = ofClass("DDIMScheduler", { _diffusers_version: "0.40.0", clip_sample: false, sigma_min: null });
    expect(unknownSettings({ file, values })).toBeUndefined();
    expect(unknownSettings({ file, values: { ...values, clip_samples: true, s_noise: 1 } })).toMatch(
      /sets clip_samples, s_noise, which nothing here knows, so it is ignored/,
    );
  });

  it("has the class's own defaults for keys that are null or absent", () => {
    expect(make(ofClass("DDPMScheduler", { beta_start: null, trained_betas: null }))).toStrictEqual(
      make(ofClass("DDPMScheduler")),
    );
  });

  it.each([
    ["DDPMScheduler", { beta_schedule: "cubic" }, "model-signature", /beta_schedule to "cubic".*linear, scaled_linear/],
    ["DDPMScheduler", { variance_type: "learned_range" }, "model-signature", /variance_type to "learned_range"/],
    ["DDIMScheduler", { prediction_type: "score" }, "model-signature", /prediction_type to "score".*epsilon/],
    ["DDIMScheduler", { num_train_timesteps: 12.5 }, "model-corrupt", /num_train_timesteps to 12.5.*whole/],
    ["DDIMScheduler", { beta_end: "0.02" }, "model-corrupt", /beta_end to "0.02".*a number/],
    ["DDIMScheduler", { clip_sample: 1 }, "model-corrupt", /clip_sample to 1.*true or false/],
    ["DDIMScheduler", { trained_betas: [0.1, 0.2] }, "model-signature", /trained_betas to \[0.1,0.2\].*1000/],
    ["DDIMScheduler", { timestep_spacing: "wide" }, "model-signature", /timestep_spacing to "wide".*leading/],
    ["EulerDiscreteScheduler", { timestep_type: "continuous" }, "model-signature", /timestep_type to "continuous"/],
    [
      "DPMSolverMultistepScheduler",
      { use_karras_sigmas: true, use_beta_sigmas: true },
      "model-signature",
      /use_beta_sigmas to true.*sets use_karras_sigmas too/,
    ],
    ["LCMScheduler", { original_inference_steps: 5000 }, "model-corrupt", /original_inference_steps to 5000/],
    [
      "FlowMatchEulerDiscreteScheduler",
      { use_dynamic_shifting: true },
      "model-signature",
      /use_dynamic_shifting to true.*tokens/,
    ],
    ["DPMSolverMultistepScheduler", { solver_order: 3 }, "model-signature", /solver_order to 3.*2/],
    [
      "DPMSolverMultistepScheduler",
      { algorithm_type: "dpmsolver" },
      "model-signature",
      /algorithm_type to "dpmsolver"/,
    ],
    [
      "UniPCMultistepScheduler",
      {},
      "model-signature",
      /_class_name to "UniPCMultistepScheduler".*Choose the scheduler dpm\+\+-sde/,
    ],
  ] as const)("%s %o: one sentence names file, key and what to do", (name, values, code, sentence) => {
    const refused = expect.objectContaining({ code, message: expect.stringMatching(sentence) as string });
    expect(() => make(ofClass(name, values))).toThrow(refused as Error);
    expect(() => make(ofClass(name, values))).toThrow(file);
  });
});

describe("a number of steps", () => {
  it.each([0, -1, 1.5, Number.NaN, 1001])("of %d is refused", (steps) => {
    for (const name of ["DDPMScheduler", "DDIMScheduler", "EulerAncestralDiscreteScheduler", "LCMScheduler"]) {
      expect(() => make(ofClass(name), model, steps)).toThrow(expect.objectContaining({ code: "steering-invalid" }));
    }
  });

  it("gives as many transitions, at falling timesteps that the model has, whatever the spacing", () => {
    for (const spacing of ["leading", "trailing", "linspace"]) {
      for (const name of ["DDPMScheduler", "EulerAncestralDiscreteScheduler", "DPMSolverMultistepScheduler"]) {
        for (const steps of [1, 2, 3, 7, 50, 61, 103, 201, 499, 998]) {
          const { steps: made } = make(ofClass(name, { timestep_spacing: spacing }), model, steps);
          expect(made).toHaveLength(steps);
          const timesteps = made.map(({ timestep }) => timestep);
          expect(timesteps.every((timestep) => timestep >= 0 && timestep <= 999)).toBe(true);
          expect(timesteps).toStrictEqual(timesteps.toSorted((a, b) => b - a));
        }
      }
    }
  });

  it("makes finite steps of any schedule of betas and any spacing", () => {
    for (const beta_schedule of ["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "laplace"]) {
      for (const timestep_spacing of ["leading", "trailing", "linspace"]) {
        for (const name of ["DDPMScheduler", "EulerAncestralDiscreteScheduler", "DPMSolverMultistepScheduler"]) {
          for (const steps of [1, 2, 3, 4, 5, 8]) {
            const { steps: made } = make(ofClass(name, { beta_schedule, timestep_spacing }), model, steps);
            const factors = made.flatMap(({ clean, next }) => [...Object.values(clean), ...Object.values(next)]);
            expect(factors.every(Number.isFinite), `${name} ${beta_schedule} ${timestep_spacing} ${steps}`).toBe(true);
          }
        }
      }
    }
  });

  it("of 1 is refused where the last level must be a given one", () => {
    const values = ofClass("FlowMatchEulerDiscreteScheduler", { shift_terminal: 0.1 });
    expect(() => make(values, model, 1)).toThrow(/shift_terminal to 0.1.*Take 2 steps or more/);
    expect(make(values, model, 2).steps.map(({ timestep }) => timestep)).toEqual([1000, expect.closeTo(100, 3)]);
  });

  it("is refused where an offset would leave the model's timesteps", () => {
    const values = { timestep_spacing: "leading", steps_offset: 1 };
    expect(() => make(ofClass("DDIMScheduler", values), model, 1000)).toThrow(/at most 999 steps/);
  });
});

describe("the choice of a scheduler", () => {
  it("makes another class of the same betas and spacing, as from_config does", () => {
    const pndm = ofClass("PNDMScheduler", {
      beta_schedule: "scaled_linear",
      beta_start: 0.00085,
      beta_end: 0.012,
      skip_prk_steps: true,
      steps_offset: 1,
      set_alpha_to_one: false,
      clip_sample: false,
    });
    const made = make(pndm, { kind: "ddim", eta: 1 });
    expect(made).toStrictEqual(make({ ...pndm, _class_name: "DDIMScheduler" }, { kind: "ddim", eta: 1 }));
    expect(made.steps[0]!.timestep).toBe(901);
  });

  it("takes the shift of a flow model's file by either of its names", () => {
    const sana = ofClass("DPMSolverMultistepScheduler", { prediction_type: "flow_prediction", flow_shift: 3 });
    const flow: SchedulerChoice = { kind: "flow-match", stochastic: true };
    expect(make(sana, flow)).toStrictEqual(make(ofClass("FlowMatchEulerDiscreteScheduler", { shift: 3 }), flow));
  });

  it("keeps flow models and diffusions apart", () => {
    const refused = expect.objectContaining({ code: "steering-invalid" }) as Error;
    expect(() => make(ofClass("FlowMatchEulerDiscreteScheduler"), { kind: "ddpm" })).toThrow(refused);
    expect(() => make(ofClass("DDIMScheduler"), { kind: "flow-match", stochastic: true })).toThrow(refused);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses η = %d", (eta) => {
    expect(() => make(ofClass("DDIMScheduler"), { kind: "ddim", eta })).toThrow(/η.*between 0 and 1/);
  });

  it.each([
    ["DDPMScheduler", {}, model, undefined],
    ["LCMScheduler", {}, model, undefined],
    ["EulerAncestralDiscreteScheduler", {}, model, undefined],
    ["DDIMScheduler", {}, { kind: "ddim", eta: 1 }, /DDIMScheduler, draws nothing.*DDIM with η = 1/],
    ["PNDMScheduler", {}, { kind: "euler-ancestral" }, /PNDMScheduler, draws nothing.*Euler ancestral/],
    ["PNDMScheduler", { prediction_type: "sample" }, { kind: "euler-ancestral" }, /Euler ancestral/],
    ["EulerDiscreteScheduler", {}, { kind: "euler-ancestral" }, /Euler ancestral/],
    ["DPMSolverMultistepScheduler", {}, { kind: "dpm++-sde" }, /DPM\+\+ SDE/],
    ["DPMSolverMultistepScheduler", { algorithm_type: "sde-dpmsolver++" }, model, undefined],
    ["DPMSolverMultistepScheduler", { algorithm_type: "dpmsolver" }, { kind: "dpm++-sde" }, /draws nothing/],
    [
      "DPMSolverMultistepScheduler",
      { algorithm_type: "sde-dpmsolver++", solver_order: 3 },
      { kind: "dpm++-sde" },
      /not supported with its settings.*DPM\+\+ SDE/,
    ],
    ["FlowMatchEulerDiscreteScheduler", {}, { kind: "flow-match", stochastic: true }, /stochastic flow matching/],
    ["FlowMatchEulerDiscreteScheduler", { stochastic_sampling: true }, model, undefined],
  ] as const)("suggests one that draws for %s %o", (name, values, choice, note) => {
    const suggested = suggestScheduler({ file, values: ofClass(name, values) });
    expect(suggested.choice).toStrictEqual(choice);
    expect(suggested.own).toBe(name);
    if (note === undefined) expect(suggested.note).toBeUndefined();
    else expect(suggested.note).toMatch(note);
    expect(isDeterministic(make(ofClass(name, values), suggested.choice))).toBe(false);
  });

  it.each([
    [
      { _class_name: "MyScheduler", beta_start: 0.001 },
      /MyScheduler, which nothing .* ddim, ddpm, .* choose one for the run/,
    ],
    [{ beta_schedule: "linear" }, /names no scheduler .* choose one/],
    [
      { _class_name: "MyScheduler" },
      /MyScheduler, .* and no betas, so that no other can stand for it\. Choose another model\.$/,
    ],
    [
      { _class_name: "EDMDPMSolverMultistepScheduler", sigma_max: 80 },
      /by σ itself .* none of the schedulers .* another model/,
    ],
    [{ _class_name: "EDMEulerScheduler" }, /by σ itself/],
    [{ _class_name: "DDPMWuerstchenScheduler" }, /without timesteps, .* Choose another model/],
    [{ _class_name: "CMStochasticIterativeScheduler" }, /consistency functions/],
  ])("tells the truth of a class that is not here: %o", (values, sentence) => {
    expect(() => suggestScheduler({ file, values })).toThrow(sentence);
  });

  it.each([
    { _class_name: "EDMDPMSolverMultistepScheduler" },
    { _class_name: "UnCLIPScheduler", beta_schedule: "squaredcos_cap_v2" },
    { _class_name: "MyScheduler" },
    {},
  ])("runs none on made-up betas, whichever is asked for: %o", (values) => {
    for (const kind of ["ddpm", "euler-ancestral", "lcm", "dpm++-sde"] as const) {
      expect(() => make(values, { kind })).toThrow(/Choose another model/);
    }
    expect(() => make({ ...values, _class_name: "MyScheduler", beta_start: 1e-4 }, { kind: "ddpm" })).not.toThrow();
  });

  it.each(["EulerDiscreteScheduler", "HeunDiscreteScheduler", "LMSDiscreteScheduler"])(
    "keeps how %s spreads its levels, or tells what is left out",
    (name) => {
      for (const key of ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"]) {
        const config = { file, values: ofClass(name, { ...betas, [key]: true }) };
        const { choice, note } = suggestScheduler(config);
        expect([choice, note]).toEqual([
          { kind: "dpm++-sde" },
          expect.stringMatching(`DPM\\+\\+ SDE, which keeps ${key}\\.$`),
        ]);
        // The levels are those of the solver whose own file says so.
        const solver = ofClass("DPMSolverMultistepScheduler", { ...betas, [key]: true });
        expect(make(config.values, choice)).toStrictEqual(make(solver, choice));
        expect(make(config.values, choice)).not.toStrictEqual(make({ ...config.values, [key]: false }, choice));
        expect(levelsLeftOut(config, { kind: "euler-ancestral" })).toMatch(
          `${key}, which the scheduler euler-ancestral does`,
        );
        expect(levelsLeftOut(config, choice)).toBeUndefined();
      }
      expect(levelsLeftOut({ file, values: ofClass(name) }, { kind: "ddpm" })).toBeUndefined();
    },
  );

  it("leaves out nothing that the model's own class does not heed either", () => {
    for (const name of ["PNDMScheduler", "DDIMScheduler", "EulerAncestralDiscreteScheduler", "DDPMScheduler"]) {
      const config = { file, values: ofClass(name, { use_karras_sigmas: true }) };
      expect(levelsLeftOut(config, { kind: "euler-ancestral" })).toBeUndefined();
      expect(suggestScheduler(config).choice.kind).not.toBe("dpm++-sde");
    }
  });
});
