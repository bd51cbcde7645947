/** Which scheduler a run uses: the model's own, or one that a person chose. Pure. */
import { type ImageScheduler, type SchedulerChoice, samplerNames } from "./scheduler.ts";
import { SteeringError, namedField, sentence } from "../../errors.ts";
import { ddim } from "./ddim.ts";
import { ddpm } from "./ddpm.ts";
import { dpmSolver } from "./dpmSolver.ts";
import { eulerAncestral } from "./eulerAncestral.ts";
import { flowMatch, type FlowTiming } from "./flowMatch.ts";
import { lcm } from "./lcm.ts";
import { isFlow, requireKnownTime, suggestScheduler } from "./modelScheduler.ts";
import { type SchedulerConfig, SchedulerReader } from "./schedulerConfig.ts";

export interface SchedulerOptions extends FlowTiming {
  readonly config: SchedulerConfig;
  readonly choice: SchedulerChoice;
  /** Transitions from noise to sample. A scheduler may make fewer of them where timesteps are clipped. */
  readonly steps: number;
}

/**
 * A scheduler from the model's file. Another class than the file's is made from the same settings, as diffusers' `from_config` does:
 * keys that the class does not know are ignored, keys that are absent have the class's own defaults.
 *
 * @throws SteeringError `model-corrupt` for a value that makes no sense, `model-signature` for a class or an option that is not supported,
 * `steering-invalid` for a number of steps or a choice that does not suit the model
 */
export function createScheduler({ config, choice, steps, ...timing }: SchedulerOptions): ImageScheduler {
  requireKnownTime(config);
  const reader = new SchedulerReader(config);
  if (choice.kind !== "model") checkFamily(config, choice);
  // "continuous": the network is told log σ / 4 in place of a timestep.
  reader.oneOf("timestep_type", ["discrete"], "discrete");
  switch (choice.kind) {
    case "ddpm":
      return ddpm(reader, steps);
    case "ddim":
      return ddim(reader, steps, choice.eta);
    case "euler-ancestral":
      return eulerAncestral(reader, steps);
    case "lcm":
      return lcm(reader, steps);
    case "flow-match":
      return flowMatch(reader, steps, { stochastic: choice.stochastic, ...timing });
    case "dpm++-sde":
      return dpmSolver(reader, steps, true);
    default:
      return ownScheduler(config, reader, steps, timing);
  }
}

function ownScheduler(
  config: SchedulerConfig,
  reader: SchedulerReader,
  steps: number,
  timing: FlowTiming,
): ImageScheduler {
  switch (config.values["_class_name"]) {
    case "DDPMScheduler":
      return ddpm(reader, steps);
    case "DDIMScheduler":
      return ddim(reader, steps, 0);
    case "EulerAncestralDiscreteScheduler":
      return eulerAncestral(reader, steps);
    case "LCMScheduler":
      return lcm(reader, steps);
    case "FlowMatchEulerDiscreteScheduler":
      return flowMatch(reader, steps, { stochastic: reader.flag("stochastic_sampling", false), ...timing });
    case "DPMSolverMultistepScheduler":
      return dpmSolver(reader, steps);
    default:
      throw reader.unsupported(
        "_class_name",
        sentence`Choose ${samplerNames(suggestScheduler(config).choice.kind)} for the run.`,
      );
  }
}

/** A flow model's time is another one than that of a diffusion with betas. */
function checkFamily(config: SchedulerConfig, choice: SchedulerChoice): void {
  if (isFlow(config) === (choice.kind === "flow-match")) return;
  const given = namedField("sampler", choice.kind, `The scheduler ${choice.kind}`);
  throw new SteeringError(
    "steering-invalid",
    isFlow(config)
      ? sentence`${given} does not suit this model, which was trained by flow matching. Choose ${samplerNames("flow-match")}.`
      : sentence`${given} does not suit this model, which was trained as a diffusion with betas. Choose ${samplerNames("ddim", "ddpm", "euler-ancestral")}.`,
    { details: { field: "sampler", file: config.file } },
  );
}
