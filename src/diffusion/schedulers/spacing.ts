/** Which of the model's timesteps a run visits (Lin et al. 2024, table 2, as diffusers rounds them). Pure. */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";

export type Spacing = (typeof spacings)[number];
const spacings = ["leading", "trailing", "linspace"] as const;

export function readSpacing(reader: SchedulerReader, fallback: Spacing): Spacing {
  return reader.oneOf("timestep_spacing", spacings, fallback);
}

/** `count` numbers from `start` to `end`, both included. */
export function linearlySpaced(start: number, end: number, count: number): number[] {
  const width = count === 1 ? 0 : (end - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? end : start + i * width));
}

/** To the nearest whole number, halves to the even one. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

interface SpacingOptions {
  readonly spacing: Spacing;
  readonly trainTimesteps: number;
  readonly steps: number;
  /** Added to leading timesteps alone. */
  readonly offset: number;
}

/** The timesteps that a file's `timestep_spacing` and `steps_offset` ask for. */
export function readTimesteps(
  reader: SchedulerReader,
  fallback: Spacing,
  trainTimesteps: number,
  steps: number,
): number[] {
  const offset = reader.whole("steps_offset", 0, 0);
  return spacedTimesteps({ spacing: readSpacing(reader, fallback), trainTimesteps, steps, offset });
}

/**
 * Falling whole timesteps, one a step; `linspace` ones as they fall, not rounded.
 *
 * @throws SteeringError `steering-invalid` for more steps than the model has timesteps
 */
function spacedTimesteps({ spacing, trainTimesteps, steps, offset }: SpacingOptions): number[] {
  checkSteps(steps, trainTimesteps);
  switch (spacing) {
    case "linspace":
      return linearlySpaced(0, trainTimesteps - 1, steps).toReversed();
    case "leading": {
      const ratio = Math.floor(trainTimesteps / steps);
      const highest = (steps - 1) * ratio + offset;
      if (highest >= trainTimesteps) throw tooManySteps(steps, steps - 1);
      return Array.from({ length: steps }, (_, i) => highest - i * ratio);
    }
    default:
      return trailing(trainTimesteps, trainTimesteps / steps, steps);
  }
}

/** From `last` downwards in steps of `ratio`, less 1. */
export function trailing(last: number, ratio: number, steps: number): number[] {
  const count = Math.min(steps, Math.ceil(last / ratio));
  return Array.from({ length: count }, (_, i) => roundHalfToEven(last - i * ratio) - 1);
}

export function checkSteps(steps: number, most: number): void {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new SteeringError(
      "steering-invalid",
      sentence`The run cannot start: ${namedField("steps")} must be a whole number of at least 1, and it is ${steps}. Change ${namedField("steps")} and run again.`,
      { details: { field: "steps" } },
    );
  }
  if (steps > most) throw tooManySteps(steps, most);
}

function tooManySteps(steps: number, most: number): SteeringError {
  return new SteeringError(
    "steering-invalid",
    sentence`The run cannot start: this scheduler has at most ${most} steps for this model, and ${namedField("steps")} is ${steps}. Take fewer steps.`,
    { details: { field: "steps", most } },
  );
}
