/** Values: what a particle's draws of x̂₀ say of the reward that it will end with. Pure. */

/** Below this strength log-mean-exp and plain mean are the same number, and the former would lose its digits. */
const negligible = 1e-100;

/**
 * v = (1/λ) · log mean_i exp(λ r_i) over a particle's draws; their plain mean at λ = 0; the reward itself for one draw.
 * λ is the run's strength, never the tempered λ_j. Written about the extreme reward, so that it neither overflows nor
 * loses its digits at small λ. −∞ only if every draw that counts is.
 */
export function valueOf(rewards: ArrayLike<number>, strength: number): number {
  const count = rewards.length;
  if (count === 1) return rewards[0] as number;
  let pivot = rewards[0] as number;
  for (let i = 1; i < count; i += 1) {
    const reward = rewards[i] as number;
    pivot = strength < 0 ? Math.min(pivot, reward) : Math.max(pivot, reward);
  }
  if (pivot === Number.NEGATIVE_INFINITY) return pivot;
  const plain = Math.abs(strength) < negligible;
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const above = (rewards[i] as number) - pivot;
    sum += plain ? above : Math.expm1(strength * above);
  }
  return plain ? pivot + sum / count : pivot + Math.log1p(sum / count) / strength;
}

/**
 * Puts a finite floor under the values of a group where a hard constraint made them −∞ before the last step: a noisy
 * x̂₀ may be infeasible though its particle can still become feasible. The floor is the group's lowest finite value,
 * less log(2 (draws + 1)) / λ: as if half a draw in draws + 1 had been feasible. It telescopes away.
 *
 * Changes `values` in [start, end) and returns the floor: undefined where nothing was −∞, and −∞ where
 * everything was; then there is nothing to choose by and the step must leave the group as it is.
 */
export function floorValues(
  values: Float64Array,
  start: number,
  end: number,
  strength: number,
  draws: number,
): number | undefined {
  let lowest = Number.POSITIVE_INFINITY;
  let infeasible = 0;
  for (let n = start; n < end; n += 1) {
    const value = values[n] as number;
    if (value === Number.NEGATIVE_INFINITY) infeasible += 1;
    else lowest = Math.min(lowest, value);
  }
  if (infeasible === 0 || strength === 0) return undefined;
  if (infeasible === end - start) return Number.NEGATIVE_INFINITY;
  const floor = lowest - Math.log(2 * (draws + 1)) / strength;
  for (let n = start; n < end; n += 1) if (values[n] === Number.NEGATIVE_INFINITY) values[n] = floor;
  return floor;
}
