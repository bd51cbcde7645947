/** Several rewards as one: their weighted sum. Pure: knows neither VS Code nor ONNX. */
import { SteeringError } from "../errors.ts";
import type { SampleReward } from "../steering/process.ts";

/** What a reward's number counts as. */
export interface Counted {
  readonly weight: number;
  /** Counts as (number − mean) / scale; as it is when absent. */
  readonly standard?: { readonly mean: number; readonly scale: number };
}

export interface WeightedReward<Sample> extends Counted {
  readonly reward: SampleReward<Sample>;
}

/** A weighted sum that remembers what each reward said of each sample. */
export interface CompositeReward<Sample> extends SampleReward<Sample> {
  /**
   * Each reward's own number for a sample that was scored, unweighted, in the order of the rewards. Samples are
   * told apart by identity, and forgotten when nothing else holds them. Undefined: never scored.
   */
  readonly parts: (sample: Sample) => readonly number[] | undefined;
}

/**
 * Σ weight · reward, each standardised where that is asked for. A reward of weight 0 is scored and shown, and counts for nothing; a hard constraint's −∞ stays
 * −∞ whatever its weight. Rewards score side by side; when one fails, the others are stopped and its error is thrown.
 * Throws `specification-invalid` for a hard constraint of negative weight, which would turn −∞ into +∞.
 */
export function composite<Sample extends object>(parts: readonly WeightedReward<Sample>[]): CompositeReward<Sample> {
  const wrong = parts.find(({ reward, weight }) => reward.hardConstraint && weight < 0);
  if (wrong !== undefined) {
    throw new SteeringError(
      "specification-invalid",
      `The weight of ${wrong.reward.name} is ${wrong.weight}, but a hard constraint cannot be turned round. Give it a weight of 0 or more.`,
      { details: { reward: wrong.reward.name, field: "weight" } },
    );
  }
  const known = new WeakMap<Sample, readonly number[]>();
  return {
    name: parts.map(({ reward }) => reward.name).join(" + "),
    hardConstraint: parts.some(({ reward, weight }) => reward.hardConstraint && weight !== 0),
    async score(samples, signal) {
      const scores = await scoreAll(parts, samples, signal);
      return Float64Array.from(samples, (sample, i) => {
        const numbers = scores.map((of) => of[i] as number);
        known.set(sample, numbers);
        return weightedSum(numbers, parts);
      });
    },
    parts: (sample) => known.get(sample),
  };
}

/** What a sample counts as, from each reward's own number of it. */
export function weightedSum(numbers: readonly number[], counted: readonly Counted[]): number {
  return numbers.reduce((sum, number, k) => sum + weighted(number, counted[k] as Counted), 0);
}

/** 0 · −∞ counts as 0: a reward of weight 0 is switched off. */
function weighted(number: number, { weight, standard }: Counted): number {
  if (weight === 0) return 0;
  return weight * (standard === undefined ? number : (number - standard.mean) / standard.scale);
}

async function scoreAll<Sample>(
  parts: readonly WeightedReward<Sample>[],
  samples: readonly Sample[],
  signal: AbortSignal,
): Promise<ArrayLike<number>[]> {
  const others = new AbortController();
  const either = AbortSignal.any([signal, others.signal]);
  let failure: { readonly error: unknown } | undefined;
  const scores = await Promise.all(
    parts.map(async ({ reward }) => {
      try {
        return await reward.score(samples, either);
      } catch (error) {
        failure ??= { error };
        others.abort();
        return [];
      }
    }),
  );
  if (failure !== undefined) throw failure.error;
  return scores;
}
