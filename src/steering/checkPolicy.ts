/** Refuses policies that cannot be run, before anything is spent on them. Pure. */
import { SteeringError, namedField, sentence } from "../errors.ts";
import {
  maxCandidates,
  potentialNames,
  resamplerNames,
  resamplingNames,
  type SteeringPolicy,
  type Tempering,
} from "./policy.ts";
import type { SampleReward } from "./process.ts";

/** Most draws of x̂₀ a particle; each is a sample to score. */
const maxDraws = 4096;

const temperingKinds: readonly Tempering["kind"][] = ["constant", "linear", "geometric", "adaptive"];

/**
 * @throws SteeringError `steering-invalid`, with the field in its details, for the first choice that makes no sense. The
 * schedule is checked by `scoredSteps`, which knows the number of steps.
 */
export function checkPolicy(policy: SteeringPolicy): void {
  const { strength, potential, draws, resampler, resampling, essThreshold, tempering } = policy;
  if (!Number.isFinite(strength)) throw invalid("strength", strength, "a finite number");
  checkName("potential", potential, potentialNames);
  checkName("resampler", resampler, resamplerNames);
  checkName("resampling", resampling, resamplingNames);
  checkName("tempering.kind", tempering.kind, temperingKinds);
  if (!(Number.isInteger(draws) && draws >= 1 && draws <= maxDraws)) {
    throw invalid("draws", draws, `a whole number between 1 and ${maxDraws}`);
  }
  const { candidates = 1 } = policy;
  if (!(Number.isInteger(candidates) && candidates >= 1 && candidates <= maxCandidates)) {
    throw invalid("candidates", candidates, `a whole number between 1 and ${maxCandidates}`);
  }
  if (!(essThreshold >= 0 && essThreshold <= 1)) {
    throw invalid("essThreshold", essThreshold, "a fraction of the particles between 0 and 1");
  }
  if (tempering.kind === "geometric" && !(tempering.from > 0 && tempering.from <= 1)) {
    throw invalid("tempering.from", tempering.from, "a fraction of the strength above 0 and at most 1");
  }
  if (tempering.kind === "adaptive" && !(tempering.essFraction > 0 && tempering.essFraction <= 1)) {
    throw invalid("tempering.essFraction", tempering.essFraction, "a fraction of the particles above 0 and at most 1");
  }
}

/**
 * exp(λ r) has no meaning at r = −∞ for a negative λ.
 * @throws SteeringError `steering-invalid` for a hard constraint under a negative strength
 */
export function checkConstraint(reward: SampleReward<never>, policy: SteeringPolicy): void {
  if (!reward.hardConstraint || policy.strength >= 0) return;
  throw new SteeringError(
    "steering-invalid",
    sentence`The reward "${reward.name}" is a hard constraint, and ${namedField("strength", String(policy.strength), `the strength ${policy.strength}`)} would seek what it forbids. Use ${namedField("strength", undefined, "a strength")} of 0 or more, or turn the reward round.`,
    { details: { field: "strength", reward: reward.name } },
  );
}

function checkName(field: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw invalid(field, name, `one of ${names.join(", ")}`);
}

function invalid(field: string, value: unknown, wanted: string): SteeringError {
  return new SteeringError(
    "steering-invalid",
    sentence`The run cannot start: ${namedField(field)} must be ${wanted}, and it is ${String(value)}. Change ${namedField(field)} and run again.`,
    { details: { field } },
  );
}
