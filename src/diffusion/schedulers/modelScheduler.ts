/** What a model's file says of its scheduler, and which stochastic one steering should use in its place. Pure. */
import type { SchedulerChoice } from "./schedulerChoice.ts";
import { type SchedulerConfig, SchedulerReader } from "./schedulerConfig.ts";

export interface SuggestedScheduler {
  /** The class that the file names. */
  readonly own: string;
  /** What a steered run should use unless a person says otherwise: it draws noise, so that copies of a particle part. */
  readonly choice: SchedulerChoice;
  /** A sentence, where that is not the model's own. */
  readonly note?: string;
}

const ancestral: SchedulerChoice = { kind: "euler-ancestral" };
const solver: SchedulerChoice = { kind: "dpm++-sde" };
const implicit: SchedulerChoice = { kind: "ddim", eta: 1 };
const flow: SchedulerChoice = { kind: "flow-match", stochastic: true };
const own: SchedulerChoice = { kind: "model" };

/** Of classes that are not here themselves, or draw nothing. */
const twins: Readonly<Record<string, SchedulerChoice>> = {
  DDIMScheduler: implicit,
  PNDMScheduler: ancestral,
  EulerDiscreteScheduler: ancestral,
  HeunDiscreteScheduler: ancestral,
  LMSDiscreteScheduler: ancestral,
  KDPM2DiscreteScheduler: ancestral,
  KDPM2AncestralDiscreteScheduler: ancestral,
  DPMSolverMultistepScheduler: solver,
  DPMSolverSinglestepScheduler: solver,
  DPMSolverSDEScheduler: solver,
  DEISMultistepScheduler: solver,
  UniPCMultistepScheduler: solver,
  TCDScheduler: { kind: "lcm" },
  FlowMatchEulerDiscreteScheduler: flow,
  FlowMatchHeunDiscreteScheduler: flow,
  FlowMatchLCMScheduler: flow,
};

/** True for models whose states are straight mixtures of data and noise. */
export function isFlow({ values }: SchedulerConfig): boolean {
  const name = values["_class_name"];
  return (
    (typeof name === "string" && name.startsWith("FlowMatch")) ||
    values["use_flow_sigmas"] === true ||
    values["prediction_type"] === "flow_prediction"
  );
}

/** @throws SteeringError `model-signature` where the class is not known */
export function suggestScheduler(config: SchedulerConfig): SuggestedScheduler {
  const reader = new SchedulerReader(config);
  const name = String(config.values["_class_name"]);
  if (drawsNoise(config, reader)) return { own: name, choice: own };
  const twin = isFlow(config) ? flow : twins[name];
  if (twin === undefined) {
    throw reader.unsupported(
      "_class_name",
      "Choose the scheduler ddim, ddpm, euler-ancestral, lcm, flow-match or dpm++-sde for the run.",
    );
  }
  return {
    own: name,
    choice: twin,
    note: `The model's own scheduler, ${name}, ${reasonAgainst(config)}, so the run uses ${nameOf(twin)}.`,
  };
}

function drawsNoise(config: SchedulerConfig, reader: SchedulerReader): boolean {
  const { values } = config;
  switch (values["_class_name"]) {
    case "DDPMScheduler":
    case "EulerAncestralDiscreteScheduler":
    case "LCMScheduler":
      return true;
    case "FlowMatchEulerDiscreteScheduler":
      return reader.flag("stochastic_sampling", false);
    case "DPMSolverMultistepScheduler":
      return (
        !isFlow(config) && values["algorithm_type"] === "sde-dpmsolver++" && reader.whole("solver_order", 2, 1) <= 2
      );
    default:
      return false;
  }
}

function reasonAgainst({ values }: SchedulerConfig): string {
  if (/SDE|Ancestral|LCM|TCD/.test(String(values["_class_name"]))) return "is not supported";
  if (String(values["algorithm_type"]).startsWith("sde")) return "is not supported with its settings";
  return "draws nothing on its way, and copies of a particle could never part";
}

function nameOf(choice: SchedulerChoice): string {
  switch (choice.kind) {
    case "ddim":
      return `DDIM with η = ${choice.eta}`;
    case "euler-ancestral":
      return "Euler ancestral";
    case "dpm++-sde":
      return "DPM++ SDE";
    case "flow-match":
      return "stochastic flow matching";
    case "lcm":
      return "LCM";
    default:
      return "DDPM";
  }
}
