/** What is read of a curve: its name, one of its numbers in words, how high it goes, and which particle's number is nearest. Pure: numbers in, numbers out. */
import { formatEss, formatNumber } from "../../src/protocol/numberWords.ts";
import type { Curve, CurveParticles } from "./curveData.ts";

export function curveName({ label, of }: Pick<Curve, "label" | "of">): string {
  return of === undefined ? label : `${label}, ${of}`;
}

/** One of its numbers, as people read it. */
export function curveNumber({ key }: Pick<Curve, "key">, value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return key === "ess" ? formatEss(value) : formatNumber(value);
}

/** The smallest and the largest number from one step to another, particles and threshold included; undefined where there is none. */
export function rangeOfCurve(
  { lines, threshold, ends, particles }: Curve,
  places: readonly number[],
  range: { readonly from: number; readonly to: number },
): readonly [low: number, high: number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  const take = (value: number | null | undefined): void => {
    if (value === null || value === undefined || !Number.isFinite(value)) return;
    [low, high] = [Math.min(low, value), Math.max(high, value)];
  };
  for (const end of ends ?? []) take(end);
  take(threshold);
  for (const [j, step] of places.entries()) {
    if (step < range.from || step > range.to) continue;
    for (const { values } of lines) take(values[j]);
    const { start, count } = particles?.group ?? { start: 0, count: 0 };
    for (let n = start; n < start + count; n += 1) take(particles?.values[j]?.[n]);
  }
  return low <= high ? [low, high] : undefined;
}

/** The particle whose number is nearest at a scored step; undefined where none is finite. */
export function nearestParticle({ group, values }: CurveParticles, at: number, value: number): number | undefined {
  let nearest: number | undefined;
  let least = Infinity;
  for (let n = group.start; n < group.start + group.count; n += 1) {
    const distance = Math.abs((values[at]?.[n] ?? Number.NaN) - value);
    if (distance < least) [nearest, least] = [n, distance];
  }
  return nearest;
}
