/** What a person should know before a run that is allowed but cannot do what steering is for. Pure. */
import type { SteeringPolicy } from "./policy.ts";
import type { DiffusionProcess } from "./process.ts";
import { scoredSteps } from "./schedule.ts";

/**
 * Warnings, each with the setting that mends it; empty for a run that makes sense.
 *
 * @param particles in the smallest group
 */
export function steeringAdvice(
  process: Pick<DiffusionProcess<unknown, unknown, unknown>, "deterministic" | "steps">,
  policy: SteeringPolicy,
  particles: number,
): string[] {
  const advice: string[] = [];
  const resamples = policy.strength !== 0 && policy.potential !== "terminal" && policy.resampling !== "never";
  if (process.deterministic && resamples) {
    advice.push(
      "The sampler draws nothing on its way, so copies of a particle stay identical and steering only loses variety. Give it noise: a temperature or order temperature above 0 for text, η above 0 or a stochastic scheduler (DDPM, Euler ancestral, stochastic flow, DPM++ SDE) for images; or choose the potential terminal (best of N).",
    );
  }
  if (particles === 1 && policy.strength !== 0) {
    advice.push(
      "One particle has nothing to be selected from, so the reward changes nothing. Use 2 particles or more.",
    );
  }
  if (resamples && particles > 1 && scoredSteps(policy.schedule, process.steps).length === 1) {
    advice.push(
      "Only the last step is scored, so nothing is selected on the way and the run is best of N. Score oftener: a smaller “Score every”, in a terminal --every.",
    );
  }
  return advice;
}
