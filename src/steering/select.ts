/** From weights to survivors: the resampling half of a step. Pure. */
import { SteeringError } from "../errors.ts";
import { gather, gatherItems } from "./cloud.ts";
import { ess } from "./ess.ts";
import { identityLineage } from "./lineage.ts";
import type { SteeringPolicy } from "./policy.ts";
import type { RandomStreams } from "./random.ts";
import type { Cloud, CloudGroup, GroupScoring } from "./record.ts";
import { conditionalMultinomial } from "./resampling/conditional.ts";
import { resample } from "./resampling/resample.ts";
import { allEqual, logMeanExp, normalise } from "./weights.ts";

/** What the weights say of each group, before anything is done about it. */
export interface Assessment {
  /** Normalised within each group. */
  readonly weights: Float64Array;
  /** One a group; `logZ` with the present weights in it. */
  readonly groups: readonly { readonly ess: number; readonly logZ: number; readonly infeasible: boolean }[];
}

/** @throws SteeringError `internal`, with the particle in its details, for a weight that is NaN or +∞ */
export function assess(cloud: Cloud<unknown>): Assessment {
  const weights = new Float64Array(cloud.logWeights.length);
  const groups = cloud.groups.map(({ start, count, logZ }) => {
    const end = start + count;
    normalise(cloud.logWeights, weights, start, end);
    const mean = logMeanExp(cloud.logWeights, start, end);
    if (!(mean < Number.POSITIVE_INFINITY)) throw unusable(cloud.logWeights, start, end);
    return { ess: ess(weights, start, end), logZ: logZ + mean, infeasible: mean === Number.NEGATIVE_INFINITY };
  });
  return { weights, groups };
}

function unusable(logWeights: Float64Array, start: number, end: number): SteeringError {
  const found = logWeights.subarray(start, end).findIndex((logWeight) => !(logWeight < Number.POSITIVE_INFINITY));
  const particle = start + found;
  return new SteeringError(
    "internal",
    `The weight of particle ${particle} is ${logWeights[particle]}, which is no weight. Please report this.`,
    { details: { particle } },
  );
}

export interface Selection<State> {
  /** Gathered, with weights reset in the groups that were resampled. */
  readonly cloud: Cloud<State>;
  readonly ancestors: Int32Array;
  readonly groups: readonly GroupScoring[];
}

/**
 * Resamples each group that needs it. `adaptive`: ESS < essThreshold · N, or λ_j held back at an ESS that is not below it; `always`: unless all weights are equal, when there
 * is nothing to select and the weights are carried on. Never at the last step.
 *
 * @param pinned keys of groups whose particle 0 is a reference path that must survive in its place
 * @param interventions log factors that a person put on the weights, and that `cloud` has already: a group with one is resampled whatever its ESS, so that what was removed is gone
 */
export function select<State>(
  cloud: Cloud<State>,
  assessment: Assessment,
  floors: readonly (number | undefined)[],
  policy: SteeringPolicy,
  isLast: boolean,
  random: RandomStreams,
  pinned: (group: string) => boolean,
  interventions?: ArrayLike<number>,
): Selection<State> {
  const { weights } = assessment;
  const ancestors = identityLineage(weights.length);
  const due = groupsDue(cloud, assessment, floors, policy, interventions);
  const groups = cloud.groups.map((group, g): GroupScoring => {
    const { key, start, count, strength } = group;
    const found = assessment.groups[g] as Assessment["groups"][number];
    const resampled = !isLast && due[g] === true;
    if (resampled) {
      const own = weights.subarray(start, start + count);
      const stream = random.stream({ purpose: "resample", group: key, slot: 0, step: cloud.step });
      const chosen = pinned(key) ? conditionalMultinomial(own, stream) : resample(policy.resampler, own, stream);
      for (let i = 0; i < count; i += 1) ancestors[start + i] = start + (chosen[i] as number);
    }
    return { key, strength, ...found, resampled, floor: floors[g] };
  });
  return { cloud: afterSelection(cloud, ancestors, groups), ancestors, groups };
}

/** By group: whether it is resampled where the step is not the last. */
export function groupsDue(
  cloud: Pick<Cloud<unknown>, "groups" | "logWeights">,
  assessment: Assessment,
  floors: readonly (number | undefined)[],
  policy: SteeringPolicy,
  interventions?: ArrayLike<number>,
): boolean[] {
  return cloud.groups.map((group, g) => {
    const { start, count } = group;
    if (floors[g] === Number.NEGATIVE_INFINITY || policy.resampling === "never") return false;
    if (allEqual(cloud.logWeights, start, start + count)) return false;
    const isVoted =
      interventions !== undefined &&
      Array.from(interventions)
        .slice(start, start + count)
        .some(Boolean);
    return isVoted || wantsResampling(policy, group, (assessment.groups[g] as Assessment["groups"][number]).ess);
  });
}

/**
 * The cloud that goes on from a selection that is known: gathered by `ancestors`, with weights reset and log Z taken over in the groups that were
 * resampled.
 */
export function afterSelection<State>(
  cloud: Cloud<State>,
  ancestors: Int32Array,
  selected: readonly Pick<GroupScoring, "resampled" | "logZ">[],
): Cloud<State> {
  if (!selected.some(({ resampled }) => resampled)) return cloud;
  const logWeights = cloud.logWeights.slice();
  const groups = cloud.groups.map((group, g): CloudGroup => {
    const { resampled, logZ } = selected[g] as (typeof selected)[number];
    if (!resampled) return group;
    logWeights.fill(0, group.start, group.start + group.count);
    return { ...group, logZ };
  });
  return gatherCloud({ ...cloud, groups, logWeights }, ancestors);
}

function wantsResampling(policy: SteeringPolicy, group: CloudGroup, size: number): boolean {
  return policy.resampling === "always" || size < policy.essThreshold * group.count || isHeldBack(policy, group);
}

/** Tempering that keeps the ESS at or above the threshold leaves it nothing to see: what it held back is what calls for resampling. */
function isHeldBack({ strength, tempering, essThreshold }: SteeringPolicy, group: CloudGroup): boolean {
  return tempering.kind === "adaptive" && tempering.essFraction >= essThreshold && group.strength !== strength;
}

/** States and histories move with their particles. The weights are those of the new particles already. */
function gatherCloud<State>(cloud: Cloud<State>, ancestors: Int32Array): Cloud<State> {
  return {
    ...cloud,
    states: gatherItems(cloud.states, ancestors),
    paid: gather(cloud.paid, ancestors),
    lastTilt: gather(cloud.lastTilt, ancestors),
    runningMax: gather(cloud.runningMax, ancestors),
    runningSum: gather(cloud.runningSum, ancestors),
  };
}
