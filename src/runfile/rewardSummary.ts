/** A reward's own numbers over particles, in short. Pure. */

export interface RewardSummary {
  readonly best: number;
  /** Over those that are not ruled out; undefined where all are. */
  readonly mean: number | undefined;
  /** By a hard constraint. */
  readonly ruledOut: number;
}

export function rewardSummary(numbers: readonly number[]): RewardSummary {
  const feasible = numbers.filter((one) => one !== -Infinity);
  return {
    best: numbers.reduce((best, one) => Math.max(best, one), -Infinity),
    mean: feasible.length === 0 ? undefined : feasible.reduce((sum, one) => sum + one, 0) / feasible.length,
    ruledOut: numbers.length - feasible.length,
  };
}
