/** A particle's line as curves: its value and each reward at every scored step, before all others of its group. Pure: numbers in, numbers out. */
import { offspringOf, partsOf, pathOf, type Genealogy, type GenealogyPlace } from "../../src/steering/genealogy.ts";

export interface LineCurve {
  readonly name: string;
  /** At the scored steps 0 … at. */
  readonly own: readonly number[];
  /** The particle's group at each of them: its lowest and highest finite number, NaN where there is none. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** @param rewards names, in the order of the specification */
export function lineCurves(genealogy: Genealogy, place: GenealogyPlace, rewards: readonly string[]): LineCurve[] {
  const path = pathOf(genealogy, place);
  const steps = genealogy.scored.slice(0, path.length);
  const group = genealogy.groups.find(({ start, count }) => place.particle >= start && place.particle < start + count);
  const { start, count } = group ?? { start: 0, count: 0 };
  const curve = (name: string, rows: readonly (ArrayLike<number> | undefined)[]): LineCurve => {
    const ranges = rows.map((row) => {
      const finite = Array.from({ length: count }, (_, n) => row?.[start + n] ?? Number.NaN).filter(Number.isFinite);
      return finite.length === 0 ? [Number.NaN, Number.NaN] : [Math.min(...finite), Math.max(...finite)];
    });
    return {
      name,
      own: rows.map((row, j) => row?.[path[j]!] ?? Number.NaN),
      low: ranges.map(([low]) => low!),
      high: ranges.map(([, high]) => high!),
    };
  };
  const values = steps.map((step) => step.values);
  const parts = rewards.map((name, i) =>
    curve(name, partsOf(genealogy.scored, i, rewards.length).slice(0, path.length)),
  );
  return [curve("value", values), ...parts.filter((one) => isNews(one, values, { path, isAlone: parts.length === 1 }))];
}

/** Indices of the scored steps at whose selection the line's particle became several. */
export function copiedAt(genealogy: Genealogy, place: GenealogyPlace): number[] {
  const path = pathOf(genealogy, place);
  return path.flatMap((n, j) => (j < path.length - 1 && (offspringOf(genealogy.scored[j]!)[n] ?? 0) > 1 ? [j] : []));
}

/** Nothing of it is known, or a reward that is alone and counts as it is: its curve is the value's. */
function isNews(
  { own }: LineCurve,
  values: readonly ArrayLike<number>[],
  { path, isAlone }: { readonly path: readonly number[]; readonly isAlone: boolean },
): boolean {
  if (own.every(Number.isNaN)) return false;
  return !isAlone || own.some((part, j) => !Object.is(part, values[j]?.[path[j]!]));
}
