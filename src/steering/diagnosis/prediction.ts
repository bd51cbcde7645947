/** How well a particle's value told what became of it. Pure. */
import { ancestorsAt, type Genealogy, type GenealogyGroup } from "../genealogy.ts";
import { correlation, ranks } from "./rankCorrelation.ts";

/** A particle's value at a scored step, and the mean value of what it became, each as a rank in 0 … 1. */
export interface PredictionPairs {
  readonly predicted: readonly number[];
  readonly became: readonly number[];
}

/** Fewer particles with descendants than this tell nothing of an order. */
const fewestParents = 4;

/**
 * The group's particles at scored step j that have descendants, against what these came to: at the last step where enough
 * of them have descendants there, else at the next scored one. Empty where too few have any.
 */
export function predictionPairs(genealogy: Genealogy, group: GenealogyGroup, j: number): PredictionPairs {
  const last = genealogy.scored.length - 1;
  for (const later of [last, j + 1]) {
    const pairs = pairsBetween(genealogy, group, j, later);
    if (pairs.predicted.length > 0) return pairs;
  }
  return { predicted: [], became: [] };
}

/** The correlation over the pairs of several steps together; undefined where they do not vary. */
export function pooledCorrelation(pairs: readonly PredictionPairs[]): number | undefined {
  const predicted = pairs.flatMap((one) => one.predicted);
  return predicted.length < 3
    ? undefined
    : correlation(
        predicted,
        pairs.flatMap(({ became }) => became),
      );
}

function pairsBetween(
  genealogy: Genealogy,
  { start, count }: GenealogyGroup,
  j: number,
  later: number,
): PredictionPairs {
  const [here, there] = [genealogy.scored[j], genealogy.scored[later]];
  if (here === undefined || there === undefined || later <= j) return { predicted: [], became: [] };
  const ancestors = ancestorsAt(genealogy, later, j);
  const children = new Map<number, number[]>();
  for (let n = start; n < start + count; n += 1) {
    const [parent, value] = [ancestors[n] as number, there.values[n] as number];
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [value]);
    else known.push(value);
  }
  if (children.size < fewestParents) return { predicted: [], became: [] };
  const parents = [...children];
  return {
    predicted: relativeRanks(parents.map(([parent]) => here.values[parent] as number)),
    became: relativeRanks(parents.map(([, values]) => values.reduce((sum, value) => sum + value, 0) / values.length)),
  };
}

function relativeRanks(numbers: readonly number[]): number[] {
  return Array.from(ranks(numbers), (rank) => rank / (numbers.length - 1) - 0.5);
}
