/** Refuses a start or a reference that does not belong to the run. Pure. */
import { SteeringError } from "../errors.ts";
import type { GroupRequest } from "./cloud.ts";
import type { Cloud } from "./record.ts";

/**
 * A start cloud must have the groups that the run asks for, in their order, all its arrays of one length, and a step of the
 * process; NaN in its weights or histories is reported with its particle. At the last step there is nothing left to run, and
 * the run yields nothing.
 * @throws SteeringError `steering-invalid`
 */
export function checkStart(start: Cloud<unknown>, groups: readonly GroupRequest[], steps: number): void {
  if (!Number.isInteger(start.step) || start.step < 0 || start.step > steps) {
    throw invalid("start", `The run cannot go on from step ${start.step}: its steps are 0 … ${steps}.`);
  }
  const asked = groups.map(({ key, particles }) => `${key}×${particles}`).join(", ");
  const has = start.groups.map(({ key, count }) => `${key}×${count}`).join(", ");
  if (asked !== has) throw invalid("start", `The run asks for the groups ${asked}, but would go on from ${has}.`);
  const count = groups.reduce((sum, { particles }) => sum + particles, 0);
  const arrays = [start.states, start.logWeights, start.paid, start.lastTilt, start.runningMax, start.runningSum];
  const optional = [start.logFactors, start.logPaid].filter((array) => array !== undefined);
  if ([...arrays, ...optional].some(({ length }) => length !== count)) {
    throw invalid("start", `The run has ${count} particles, but what it would go on from does not describe that many.`);
  }
  const { logWeights, paid, lastTilt, runningMax, runningSum } = start;
  for (const [name, values] of Object.entries({ logWeights, paid, lastTilt, runningMax, runningSum })) {
    const particle = values.findIndex((value) => Number.isNaN(value));
    if (particle < 0) continue;
    throw invalid(
      "start",
      `The run cannot go on: ${name} of particle ${particle} is not a number. Go on from an earlier step, or start again.`,
      particle,
    );
  }
}

/** @throws SteeringError `steering-invalid` for a reference of an unknown group or without a state for each step */
export function checkReference(
  reference: ReadonlyMap<string, readonly unknown[]> | undefined,
  start: Cloud<unknown>,
  steps: number,
): void {
  for (const [key, path] of reference ?? []) {
    if (!start.groups.some((group) => group.key === key)) {
      throw invalid("reference", `There is a reference path for the group "${key}", which the run does not have.`);
    }
    if (path.length !== steps + 1) {
      throw invalid("reference", `A reference path must have ${steps + 1} states, and this one has ${path.length}.`);
    }
  }
}

function invalid(field: string, message: string, particle?: number): SteeringError {
  const details = particle === undefined ? { field } : { field, particle };
  return new SteeringError("steering-invalid", message, { details });
}
