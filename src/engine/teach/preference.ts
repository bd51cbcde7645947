/**
 * A preference learned from pairs: Bradley and Terry's model (1952), P(i before j) = σ(s_i − s_j), s linear in the traits, fitted by Newton's method with a ridge.
 * Pure.
 */
import type { PreferenceHead, Traits } from "../../rewards/traits.ts";

/** Of two samples of one pause, the first was voted above the second. Indices into the traits. */
export interface Pair {
  readonly better: number;
  readonly worse: number;
  /** Which pause it is of: pairs of one are held out together, for they share samples. */
  readonly pause: number;
}

export interface LearnedPreference {
  readonly head: PreferenceHead;
  /** Pairs that a head learned without their pause ranks as they were voted; undefined where there was one pause alone. */
  readonly heldOut: { readonly right: number; readonly of: number } | undefined;
}

/** Towards 0: what few pairs say must not be believed whole. In units of pairs. */
const ridge = 1;
const mostFolds = 8;
const rounds = 25;

export function learnPreference(traits: Traits, pairs: readonly Pair[]): LearnedPreference {
  const { names, columns, means, scales } = standardised(traits);
  const weights = fitted(columns, pairs);
  const head = {
    traits: names.map((name, k) => ({ name, mean: means[k]!, scale: scales[k]!, weight: weights[k]! })),
  };
  return { head, heldOut: heldOut(columns, pairs) };
}

function standardised(traits: Traits) {
  // A trait that does not vary tells nothing apart.
  const varying = Object.entries(traits).filter(([, values]) => values.some((value) => value !== values[0]));
  const names = varying.map(([name]) => name);
  const means = varying.map(([, values]) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const scales = varying.map(([, values], k) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - means[k]!) ** 2, 0) / values.length),
  );
  const columns = varying.map(([, values], k) => values.map((value) => (value - means[k]!) / scales[k]!));
  return { names, means, scales, columns };
}

/** By pause in turn, in at most so many folds. */
function heldOut(columns: readonly (readonly number[])[], pairs: readonly Pair[]): LearnedPreference["heldOut"] {
  const pauses = [...new Set(pairs.map(({ pause }) => pause))];
  if (pauses.length < 2) return undefined;
  const folds = Math.min(mostFolds, pauses.length);
  const foldOf = new Map(pauses.map((pause, i) => [pause, i % folds]));
  let right = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const isOut = ({ pause }: Pair): boolean => foldOf.get(pause) === fold;
    const weights = fitted(
      columns,
      pairs.filter((pair) => !isOut(pair)),
    );
    for (const pair of pairs) {
      if (!isOut(pair)) continue;
      const margin = marginOf(columns, weights, pair);
      // What it cannot tell apart it gets right half of the time.
      right += margin === 0 ? 0.5 : Number(margin > 0);
    }
  }
  return { right, of: pairs.length };
}

function marginOf(
  columns: readonly (readonly number[])[],
  weights: readonly number[],
  { better, worse }: Pair,
): number {
  return columns.reduce((sum, column, k) => sum + weights[k]! * (column[better]! - column[worse]!), 0);
}

/** argmin Σ log(1 + exp(−w·d)) + ridge/2 |w|², d the difference of a pair's traits. Convex, so Newton's steps, halved where they would lead up, end at it. */
function fitted(columns: readonly (readonly number[])[], pairs: readonly Pair[]): number[] {
  const size = columns.length;
  const differences = pairs.map(({ better, worse }) => columns.map((column) => column[better]! - column[worse]!));
  const lossOf = (weights: readonly number[]): number =>
    differences.reduce((sum, d) => sum + softplus(-dot(weights, d)), (ridge / 2) * dot(weights, weights));
  let weights = Array.from({ length: size }, () => 0);
  let loss = lossOf(weights);
  for (let round = 0; round < rounds; round += 1) {
    const gradient = weights.map((weight) => ridge * weight);
    const hessian = weights.map((_, i) => weights.map((__, j) => (i === j ? ridge : 0)));
    for (const d of differences) {
      const wrong = 1 / (1 + Math.exp(dot(weights, d)));
      for (let i = 0; i < size; i += 1) {
        gradient[i]! -= wrong * d[i]!;
        for (let j = 0; j < size; j += 1) hessian[i]![j]! += wrong * (1 - wrong) * d[i]! * d[j]!;
      }
    }
    const direction = solved(hessian, gradient);
    let step = 1;
    let next = weights.map((weight, k) => weight - direction[k]!);
    while (lossOf(next) > loss && step > 1e-6) {
      step /= 2;
      next = weights.map((weight, k) => weight - step * direction[k]!);
    }
    const gained = loss - lossOf(next);
    if (gained <= 1e-10) break;
    weights = next;
    loss -= gained;
  }
  return weights;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

/** log(1 + exp x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Ax = b by Gauss and Jordan; A is positive definite. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  rows.forEach((pivot, i) => {
    const by = pivot[i]!;
    for (let j = i; j < pivot.length; j += 1) pivot[j]! /= by;
    rows.forEach((row, k) => {
      if (k === i) return;
      const factor = row[i]!;
      for (let j = i; j < row.length; j += 1) row[j]! -= factor * pivot[j]!;
    });
  });
  return rows.map((row) => row.at(-1)!);
}
