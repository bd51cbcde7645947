/** Classes of diffusers' schedulers that are not here, and for which none of those here can stand. Pure. */
import { SteeringError } from "../../errors.ts";
import type { SchedulerConfig } from "./schedulerConfig.ts";

const karras = "states are noised, scaled and timed by σ itself (Karras et al. 2022), from levels that no betas give";
const video = "models make videos";
const text = "states are tokens of a vocabulary";
const backwards = "steps lead from an image to noise";

/** Ends of a sentence: what sets the class apart. */
const apart: Readonly<Record<string, string>> = {
  EDMEulerScheduler: karras,
  EDMDPMSolverMultistepScheduler: karras,
  CosineDPMSolverMultistepScheduler: karras,
  KarrasVeScheduler: karras,
  CMStochasticIterativeScheduler:
    "networks are consistency functions of σ (Song et al. 2023), whose levels and scales no betas give",
  ConsistencyDecoderScheduler: "models decode latents, and make no images of their own",
  SCMScheduler: "states lie on a circle (TrigFlow), where time is an angle",
  DDPMWuerstchenScheduler: "time runs from 1 to 0 without timesteps, along a cosine that no betas give",
  ScoreSdeVeScheduler: "states grow with the noise (a variance-exploding SDE), and no betas give its levels",
  ScoreSdeVpScheduler: "time runs from 1 to 0 without timesteps",
  UnCLIPScheduler: "networks predict their variance too, and are told an image's embedding",
  IPNDMScheduler: "time runs from 1 to 0 as an angle's sine",
  RePaintScheduler: "steps need an image that is filled in",
  FlowMapEulerDiscreteScheduler: "networks are told two times, from where and to where they lead",
  LTXEulerAncestralRFScheduler: video,
  CogVideoXDDIMScheduler: video,
  CogVideoXDPMScheduler: video,
  HeliosScheduler: video,
  HeliosDMDScheduler: video,
  AmusedScheduler: text,
  VQDiffusionScheduler: text,
  BlockRefinementScheduler: text,
  DiscreteDDIMScheduler: text,
  EntropyBoundScheduler: text,
  DDIMInverseScheduler: backwards,
  DPMSolverMultistepInverseScheduler: backwards,
};

/** What tells a diffusion with betas from its file. */
const betas = ["beta_start", "beta_end", "beta_schedule", "trained_betas"];

/** Throws `model-signature` for a class for which no scheduler here can stand, whichever is asked for. */
export function requireReplaceable(config: SchedulerConfig): void {
  const name = String(config.values["_class_name"]);
  if (!Object.hasOwn(apart, name)) return;
  throw refusal(config, `${named(config)}, whose ${apart[name]}: none of the schedulers here can stand for it.`);
}

/** `model-signature` for a class that nothing is known of: only where its file says betas may another be tried. */
export function unknownScheduler(config: SchedulerConfig): SteeringError {
  return saysBetas(config)
    ? refusal(
        config,
        `${named(config)}, which nothing here knows. It says betas, so that one of ddim, ddpm, euler-ancestral and dpm++-sde may suit:`,
        "choose one for the run, and look whether the images are what the model should make.",
      )
    : refusal(config, `${named(config)}, which nothing here knows, and no betas, so that no other can stand for it.`);
}

export function saysBetas({ values }: SchedulerConfig): boolean {
  return betas.some((key) => (values[key] ?? undefined) !== undefined);
}

function named({ file, values }: SchedulerConfig): string {
  const name = values["_class_name"];
  return typeof name === "string" ? `${file} names the scheduler ${name}` : `${file} names no scheduler (_class_name)`;
}

function refusal({ file }: SchedulerConfig, sentence: string, advice = "Choose another model."): SteeringError {
  return new SteeringError("model-signature", `${sentence} ${advice}`, { details: { file, field: "_class_name" } });
}
