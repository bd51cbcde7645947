/** Making clouds: at the start, after a resampling, and as branches of other clouds. Pure. */
import { SteeringError } from "../errors.ts";
import { emptyHistory } from "./potential.ts";
import type { Slot } from "./process.ts";
import type { Cloud, CloudGroup } from "./record.ts";

/** A group as a caller asks for it. */
export interface GroupRequest {
  /** Stable: part of every random address. */
  readonly key: string;
  readonly particles: number;
}

/**
 * The slots of a run, groups one after the other.
 * @throws SteeringError `steering-invalid` for no group, a key that comes twice, or a number of particles that is none
 */
export function slotsOf(groups: readonly GroupRequest[]): readonly Slot[] {
  if (groups.length === 0) throw invalid("groups", "The run has no group of particles. Ask for at least one.");
  const seen = new Set<string>();
  const slots: Slot[] = [];
  for (const { key, particles } of groups) {
    if (seen.has(key)) throw invalid("groups", `Two groups have the key "${key}". Give each its own.`);
    seen.add(key);
    if (!Number.isSafeInteger(particles) || particles < 1) {
      throw invalid("particles", `A run needs at least one particle, a whole number, and ${particles} were asked for.`);
    }
    for (let index = 0; index < particles; index += 1) slots.push({ group: key, index });
  }
  return slots;
}

/** The cloud at step 0: nothing weighed, nothing paid. `states` has one entry a particle, groups one after the other. */
export function startCloud<State>(groups: readonly GroupRequest[], states: readonly State[]): Cloud<State> {
  let start = 0;
  const placed = groups.map(({ key, particles }): CloudGroup => {
    const group = { key, start, count: particles, logZ: 0, strength: 0 };
    start += particles;
    return group;
  });
  return {
    step: 0,
    states,
    groups: placed,
    logWeights: new Float64Array(states.length),
    ...emptyHistory(states.length),
  };
}

/** The groups of a cloud as they would be asked for. */
export function groupsOf(cloud: Cloud<unknown>): readonly GroupRequest[] {
  return cloud.groups.map(({ key, count }) => ({ key, particles: count }));
}

/** `values` in the order of `ancestors`. */
export function gather(values: Float64Array, ancestors: Int32Array): Float64Array {
  return Float64Array.from(ancestors, (ancestor) => values[ancestor] as number);
}

/** `items` in the order of `ancestors`; references only. */
export function gatherItems<Item>(items: readonly Item[], ancestors: Int32Array): Item[] {
  return Array.from(ancestors, (ancestor) => items[ancestor] as Item);
}

/**
 * A cloud of copies of one particle's state a group, to go on from there as runs of their own: with equal weights, nothing paid and log Z counted from here, so
 * that the target is p(x₀ | x_t) · exp(λ r(x₀)) / Z(x_t), whatever the particle had been steered by before.
 */
export function branchCloud<State>(
  step: number,
  states: readonly State[],
  groups: readonly GroupRequest[],
): Cloud<State> {
  const copies = groups.flatMap(({ particles }, g) => Array.from({ length: particles }, () => states[g] as State));
  return { ...startCloud(groups, copies), step };
}

function invalid(field: string, message: string): SteeringError {
  return new SteeringError("steering-invalid", message, { details: { field } });
}
