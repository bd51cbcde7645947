/** What a model's file says of its scheduler, and which stochastic one steering should use in its place. Pure. */
import { requireReplaceable, saysBetas, unknownScheduler } from "./irreplaceable.ts";
import type { SchedulerChoice } from "./scheduler.ts";
import { type SchedulerConfig, SchedulerReader } from "./schedulerConfig.ts";
import { readLevels } from "./sigmas.ts";

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

/** What takes the place of classes that are not here themselves, or draw nothing. */
const twins: Readonly<Record<string, SchedulerChoice>> = {
  DDIMScheduler: implicit,
  DDIMParallelScheduler: implicit,
  DDPMParallelScheduler: { kind: "ddpm" },
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
  SASolverScheduler: solver,
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

/** Those that are here themselves, beside the twins. */
const built: ReadonlySet<string> = new Set(["DDPMScheduler", "EulerAncestralDiscreteScheduler", "LCMScheduler"]);

/** Throws `model-signature` where no scheduler here, whichever is asked for, can know the model's noise levels. */
export function requireKnownTime(config: SchedulerConfig): void {
  requireReplaceable(config);
  const name = String(config.values["_class_name"]);
  const isKnown = built.has(name) || Object.hasOwn(twins, name) || isFlow(config) || saysBetas(config);
  if (!isKnown) throw unknownScheduler(config);
}

/** Those of them that space their steps by timesteps whatever the file says of its levels, as its own class does, too. */
const withoutLevels: ReadonlySet<string> = new Set([
  "DDIMScheduler",
  "DDIMParallelScheduler",
  "PNDMScheduler",
  "TCDScheduler",
]);

/** What stands for a class; undefined where nothing is known to. */
function twinOf(config: SchedulerConfig, name: string): SchedulerChoice | undefined {
  if (isFlow(config)) return flow;
  const twin = twins[name];
  // Euler's ancestral steps know no other spacing, and the solver does.
  return twin?.kind === "euler-ancestral" && spreadLevels(config) !== undefined ? solver : twin;
}

/** The key by which a file spreads its noise levels anew, where its class heeds it. */
function spreadLevels(config: SchedulerConfig): string | undefined {
  const name = String(config.values["_class_name"]);
  if (!Object.hasOwn(twins, name) || withoutLevels.has(name) || isFlow(config)) return undefined;
  return readLevels(new SchedulerReader(config))?.key;
}

/** A sentence, where a scheduler that was asked for leaves out how the model's own spreads its noise levels. */
export function levelsLeftOut(config: SchedulerConfig, { kind }: SchedulerChoice): string | undefined {
  if (kind === "model" || kind === "dpm++-sde" || kind === "flow-match") return undefined;
  const key = spreadLevels(config);
  if (key === undefined) return undefined;
  return `${config.file} sets ${key}, which the scheduler ${kind} does not know: it spaces its steps by timesteps. Choose dpm++-sde to keep it.`;
}

/** @throws SteeringError `model-signature` where the class is not known, or none here can stand for it */
export function suggestScheduler(config: SchedulerConfig): SuggestedScheduler {
  requireReplaceable(config);
  const reader = new SchedulerReader(config);
  const name = String(config.values["_class_name"]);
  if (drawsNoise(config, reader)) return { own: name, choice: own };
  const twin = twinOf(config, name);
  if (twin === undefined) throw unknownScheduler(config);
  const levels = spreadLevels(config);
  const keeps = levels !== undefined && twin.kind === "dpm++-sde" ? `, which keeps ${levels}` : "";
  return {
    own: name,
    choice: twin,
    note: `The model's own scheduler, ${name}, ${reasonAgainst(config)}, so the run uses ${nameOf(twin)}${keeps}.`,
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
  if (/SDE|Ancestral|LCM|TCD|SASolver|Parallel/.test(String(values["_class_name"]))) return "is not supported";
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
