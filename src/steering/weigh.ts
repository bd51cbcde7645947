/** From rewards to weights: the scoring half of a step. Pure. */
import { SteeringError } from "../errors.ts";
import type { SteeringPolicy } from "./policy.ts";
import { logPotential, logTerminalPotential, tilt, towards } from "./potential.ts";
import type { Cloud, CloudGroup } from "./record.ts";
import { adaptiveStrength, fixedStrength } from "./tempering.ts";
import { floorValues, valueOf } from "./value.ts";

/** Which of the scored steps this is. */
export interface ScoredStep {
  /** j, in 1 … count. */
  readonly index: number;
  /** m. The step with j = m is the last one, where the reward itself is known. */
  readonly count: number;
}

/** The cloud with its new weights and histories, and how they came about. */
export interface Weighed<State> {
  readonly cloud: Cloud<State>;
  readonly values: Float64Array;
  readonly logPotentials: Float64Array;
  /** One a group, see `GroupScoring.floor`. */
  readonly floors: readonly (number | undefined)[];
}

/**
 * Gives every particle its potential: log w += log G_j. Weights are only ever added to here, and reset by nothing but a
 * resampling.
 *
 * @param rewards [particle][draw], raw
 * @throws SteeringError `reward-not-finite` where strength times value overflows
 */
export function weigh<State>(
  cloud: Cloud<State>,
  policy: SteeringPolicy,
  at: ScoredStep,
  rewards: readonly Float64Array[],
  rewardName: string,
): Weighed<State> {
  const values = Float64Array.from(rewards, (draws) => valueOf(draws, policy.strength));
  const logPotentials = new Float64Array(values.length);
  const floors: (number | undefined)[] = [];
  const isLast = at.index === at.count;
  const groups = cloud.groups.map((group): CloudGroup => {
    const end = group.start + group.count;
    // 1. a finite floor under the noisy predictions of a hard constraint
    const floor = isLast ? undefined : floorValues(values, group.start, end, policy.strength, policy.draws);
    floors.push(floor);
    if (floor === Number.NEGATIVE_INFINITY) return group;
    // 2. λ_j
    const strength = isLast ? policy.strength : temper(cloud, group, policy, at, values);
    // 3. log G_j
    for (let n = group.start; n < end; n += 1) {
      const value = values[n] as number;
      const log = isLast
        ? logTerminalPotential(policy.potential, strength, value, cloud, n)
        : logPotential(policy.potential, strength, value, cloud, n);
      const isForbidden = isLast && value === Number.NEGATIVE_INFINITY;
      if (!isForbidden && !staysFinite(cloud, n, log)) throw overflow(rewardName, n, value, strength);
      logPotentials[n] = log;
    }
    return { ...group, strength };
  });
  // What transitions added since the step before is in the weights and histories; from here on it is counted anew.
  const { logFactors: _factors, logPaid: _paid, ...counted } = cloud;
  return {
    cloud: {
      ...counted,
      groups,
      ...advance(cloud, groups, policy, values, logPotentials),
    },
    values,
    logPotentials,
    floors,
  };
}

/** Finite potentials can add up to more than a number holds. A particle that an intervention removed stays at −∞. */
function staysFinite(cloud: Cloud<unknown>, n: number, log: number): boolean {
  const logWeight = cloud.logWeights[n] as number;
  return (
    Number.isFinite((cloud.paid[n] as number) + log) &&
    (logWeight === Number.NEGATIVE_INFINITY || Number.isFinite(logWeight + log))
  );
}

function temper(
  cloud: Cloud<unknown>,
  group: CloudGroup,
  policy: SteeringPolicy,
  at: ScoredStep,
  values: Float64Array,
): number {
  if (policy.tempering.kind !== "adaptive") {
    return fixedStrength(policy.tempering, policy.strength, at.index, at.count);
  }
  const { start, count } = group;
  return adaptiveStrength(policy.strength, policy.tempering.essFraction, count, (strength, out) => {
    for (let i = 0; i < count; i += 1) {
      const n = start + i;
      const log = logPotential(policy.potential, strength, values[n] as number, cloud, n);
      out[i] = (cloud.logWeights[n] as number) + log;
    }
  });
}

/** Weights and histories after this step. A value that stayed −∞ was not used and leaves no trace. */
function advance(
  cloud: Cloud<unknown>,
  groups: readonly CloudGroup[],
  policy: SteeringPolicy,
  values: Float64Array,
  logPotentials: Float64Array,
): Pick<Cloud<unknown>, "logWeights" | "paid" | "lastTilt" | "runningMax" | "runningSum"> {
  const lastTilt = cloud.lastTilt.slice();
  const runningMax = cloud.runningMax.slice();
  const runningSum = cloud.runningSum.slice();
  for (const { start, count, strength } of groups) {
    for (let n = start; n < start + count; n += 1) {
      const value = values[n] as number;
      if (value === Number.NEGATIVE_INFINITY) continue;
      lastTilt[n] = tilt(strength, value);
      runningMax[n] = Math.max(runningMax[n] as number, towards(policy.strength, value));
      runningSum[n] = (runningSum[n] as number) + value;
    }
  }
  return {
    logWeights: cloud.logWeights.map((logWeight, n) => logWeight + (logPotentials[n] as number)),
    paid: cloud.paid.map((paid, n) => paid + (logPotentials[n] as number)),
    lastTilt,
    runningMax,
    runningSum,
  };
}

function overflow(reward: string, particle: number, value: number, strength: number): SteeringError {
  return new SteeringError(
    "reward-not-finite",
    `The reward "${reward}" gave particle ${particle} the value ${value}, which is too large for the strength ${strength}: their product overflows. Return smaller numbers or lower the strength.`,
    { details: { reward, particle } },
  );
}
