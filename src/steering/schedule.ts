/** Which steps are scored. Pure. */
import { SteeringError, namedField, sentence } from "../errors.ts";
import type { ScoringSchedule } from "./policy.ts";

/**
 * The distance from one scored step to the next where nobody says it: 4, and less in a run of fewer than 16 steps, which is then scored about
 * four times: a few-step model that is scored at its end alone would be best of N.
 */
function usualInterval(steps: number): number {
  return Math.max(1, Math.min(4, Math.floor(steps / 4)));
}

/**
 * The scored steps in rising order, each in 1 … steps; the last step is always among them.
 * - `every` (0: the usual interval): first, first + every, … up to last (`first` is `every` and `last` the end if not said)
 * - `steps`: as listed
 * - `fractions`: of the trajectory, in (0, 1], rounded to the nearest step
 *
 * @throws SteeringError `steering-invalid` for a list without a step and for a step out of range
 */
export function scoredSteps(schedule: ScoringSchedule, steps: number): readonly number[] {
  const chosen = new Set<number>();
  switch (schedule.kind) {
    case "every": {
      const every = schedule.every === 0 ? usualInterval(steps) : schedule.every;
      const { first = every, last = steps } = schedule;
      checkStep(every, Number.MAX_SAFE_INTEGER, "schedule.every");
      if (schedule.first !== undefined) checkStep(first, steps, "schedule.first");
      if (schedule.last !== undefined) checkStep(last, steps, "schedule.last");
      if (schedule.last !== undefined && last < first) {
        throw invalid("schedule.last", `is ${last}, before the first scored step ${first}`);
      }
      for (let step = first; step <= last; step += every) chosen.add(step);
      break;
    }
    case "steps":
      if (schedule.steps.length === 0) throw invalid("schedule.steps", "names no step");
      for (const step of schedule.steps) {
        checkStep(step, steps, "schedule.steps");
        chosen.add(step);
      }
      break;
    case "fractions":
      if (schedule.fractions.length === 0) throw invalid("schedule.fractions", "names no step");
      for (const fraction of schedule.fractions) {
        if (!(fraction > 0 && fraction <= 1)) {
          throw invalid("schedule.fractions", `has ${fraction}, which is not above 0 and at most 1`);
        }
        chosen.add(Math.max(1, Math.round(fraction * steps)));
      }
      break;
    default:
      throw invalid("schedule.kind", `is ${String((schedule as { kind?: unknown }).kind)}, which is none`);
  }
  chosen.add(steps);
  return [...chosen].toSorted((a, b) => a - b);
}

function checkStep(step: number, highest: number, field: string): void {
  if (Number.isSafeInteger(step) && step >= 1 && step <= highest) return;
  throw invalid(field, `has ${step}, which is not a whole number between 1 and ${highest}`);
}

function invalid(field: string, problem: string): SteeringError {
  return new SteeringError(
    "steering-invalid",
    sentence`The run cannot tell which steps to score: ${namedField(field)} ${problem}. Change it and run again.`,
    { details: { field } },
  );
}
