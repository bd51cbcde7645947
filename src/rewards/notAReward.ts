/** Why something is not a reward, in words. Runs no code of what it names. Pure. */
import { beginningOf } from "../cutText.ts";
import { SteeringError } from "../errors.ts";

/** `reward-shape`: what is wrong, and what to write instead; neither ends in a full stop. */
export function notAReward(name: string, what: string, advice: string): SteeringError {
  return new SteeringError("reward-shape", `${name} is not a reward yet: ${what}. ${advice}.`, {
    details: { reward: name },
  });
}

/** "missing", "null", "a list", "an object", "a number" */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A value where it is short enough to be shown, else what kind it is. */
export function show(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(beginningOf(value, 60))
    : typeof value === "number"
      ? String(value)
      : kindOf(value);
}
