/** Who survives: the choice among the schemes, and what holds for all of them. Pure. */
import { SteeringError } from "../../errors.ts";
import { identityLineage } from "../lineage.ts";
import type { ResamplerName } from "../policy.ts";
import type { RandomStream } from "../random.ts";
import { allEqual } from "../weights.ts";
import { multinomial } from "./multinomial.ts";
import { residual } from "./residual.ts";
import { ssp } from "./ssp.ts";
import { stratified } from "./stratified.ts";
import { systematic } from "./systematic.ts";

/** Ancestors of `count` new particles in rising order; E[offspring of n] = count · W_n. Weights sum to 1. */
export type Resampler = (weights: Float64Array, count: number, random: RandomStream) => Int32Array;

export const resamplers: Readonly<Record<ResamplerName, Resampler>> = {
  multinomial,
  residual,
  stratified,
  systematic,
  ssp,
};

/**
 * Ancestors of as many new particles as there are weights. Equal weights give the identity whatever the scheme, so
 * that a run at λ = 0 is the unsteered run.
 *
 * @param weights normalised, not all zero
 * @throws SteeringError `internal` where they are all zero or not numbers
 */
export function resample(scheme: ResamplerName, weights: Float64Array, random: RandomStream): Int32Array {
  checkWeights(weights);
  if (allEqual(weights)) return identityLineage(weights.length);
  return resamplers[scheme](weights, weights.length, random);
}

function checkWeights(weights: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += weights[i] as number;
  if (sum > 0 && Number.isFinite(sum)) return;
  throw new SteeringError("internal", `There is nothing to resample: the weights sum to ${sum}. Please report this.`);
}
