/**
 * What the particles of a finished run tell of another strength λ′, by exact importance weights and without a call of the model:
 * log w′ = log w + (λ′ − λ) r, and Ẑ′ = Ẑ · Σ W exp((λ′ − λ) r). Their ESS says how far that carries. Pure.
 */
import { ess } from "./ess.ts";
import { logSumExp, normalise } from "./weights.ts";

/** One population of a finished run. Arrays have one entry a particle. */
export interface WeightedRewards {
  /** λ, with which it was run. */
  readonly strength: number;
  /** r(x₀); −∞ under a hard constraint. */
  readonly rewards: ArrayLike<number>;
  /** Normalised. */
  readonly weights: ArrayLike<number>;
  /** Estimate of log Z. */
  readonly logZ: number;
}

export interface Reweighed {
  /** λ′. */
  readonly strength: number;
  /** Normalised; all 0 where no particle is feasible. */
  readonly weights: Float64Array;
  /** In 1 … N; 0 where no particle is feasible. */
  readonly ess: number;
  readonly logZ: number;
  /** E_π′ r. */
  readonly meanReward: number;
  /** How far the target is from the model: KL(π′ ‖ p) = λ′ E_π′ r − log Z′, in nats. */
  readonly divergence: number;
}

/** A particle without weight stays without: what a hard constraint forbids is not there to be weighed. */
export function reweighed({ strength: before, rewards, weights, logZ }: WeightedRewards, strength: number): Reweighed {
  const logWeights = Float64Array.from(weights, (weight, n) => {
    const reward = rewards[n] as number;
    if (weight === 0) return Number.NEGATIVE_INFINITY;
    // 0 · −∞ is NaN, and the same strength changes nothing.
    return Math.log(weight) + (strength === before ? 0 : (strength - before) * reward);
  });
  const own = new Float64Array(logWeights.length);
  normalise(logWeights, own);
  const meanReward = weightedMean(own, rewards);
  const newLogZ = logZ + logSumExp(logWeights);
  const tilt = strength === 0 ? 0 : strength * meanReward;
  return { strength, weights: own, ess: ess(own), logZ: newLogZ, meanReward, divergence: tilt - newLogZ };
}

/** With another reward r′ at the same strength: log w′ = log w + λ (r′ − r). */
export function rewardedAnew(
  { strength, rewards, weights, logZ }: WeightedRewards,
  now: ArrayLike<number>,
): Pick<Reweighed, "weights" | "ess" | "logZ"> {
  const logWeights = Float64Array.from(weights, (weight, n) => {
    const [before, after] = [rewards[n] as number, now[n] as number];
    if (weight === 0) return Number.NEGATIVE_INFINITY;
    return Math.log(weight) + (strength === 0 || before === after ? 0 : strength * (after - before));
  });
  const own = new Float64Array(logWeights.length);
  normalise(logWeights, own);
  return { weights: own, ess: ess(own), logZ: logZ + logSumExp(logWeights) };
}

/** Σ W v over the particles that have weight; NaN where none has. */
export function weightedMean(weights: ArrayLike<number>, values: ArrayLike<number>): number {
  let [sum, isEmpty] = [0, true];
  for (let n = 0; n < weights.length; n += 1) {
    const weight = weights[n] as number;
    if (weight === 0) continue;
    isEmpty = false;
    sum += weight * (values[n] as number);
  }
  return isEmpty ? Number.NaN : sum;
}

/**
 * Why the particles say nothing of λ′, in a sentence without its full stop; undefined where they do. What a hard constraint forbids has weight only at λ′ = 0, and is
 * sought by a strength of the other sign: of neither are there particles.
 */
export function refusedStrength(
  { strength: before, rewards }: Pick<WeightedRewards, "strength" | "rewards">,
  strength: number,
): string | undefined {
  const isForbidding = Array.from(rewards).includes(Number.NEGATIVE_INFINITY);
  if (!isForbidding || strength === before || (strength > 0 && before >= 0)) return undefined;
  return strength === 0
    ? "Without steering the hard constraint holds no more, and none of what it forbids is here to be weighed"
    : "A strength of the other sign would seek what the hard constraint forbids";
}
