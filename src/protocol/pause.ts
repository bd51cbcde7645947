/** A run that waits for a person's votes: what it is, and what is said of it. It lies on the disk and nothing of it is held, so that a pause outlives whoever asked for it. Pure. */
import { SteeringError } from "../errors.ts";

/** How a pass of a run ends for now where it waits. Not a failure: going on is resuming. */
export function pausedAt(step: number, steps: number): SteeringError {
  return new SteeringError("run-paused", `The run waits for you at step ${step} of ${steps}.`, {
    details: { step, steps },
  });
}

export function isPause(error: unknown): error is SteeringError {
  return error instanceof SteeringError && error.code === "run-paused";
}

/** What every view of a run with votes says: its numbers are not those of the target that was asked for. */
export const votedTarget =
  "You voted in this run, so it has another target: the model times exp(λ r) times your votes. Its weights and its log Z are of that target.";
