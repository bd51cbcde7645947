/**
 * Potentials: the factor G_j that a particle gets at a scored step. The product of a particle's potentials over its
 * whole path is exp(λ r(x₀)), whichever potential is chosen. Pure.
 *
 * Singhal et al., "A General Framework for Inference-time Scaling and Steering of Diffusion Models", section 3, with the terminal
 * factor written out: raw reward, less what has already been paid.
 */
import type { PotentialName } from "./policy.ts";
import type { Cloud } from "./record.ts";

/** What a potential knows of a particle's past: arrays with one entry a particle. */
export type History = Pick<Cloud<unknown>, "paid" | "lastTilt" | "runningMax" | "runningSum">;

/** λ v, where λ = 0 switches everything off, −∞ included. */
export function tilt(strength: number, value: number): number {
  return strength === 0 ? 0 : strength * value;
}

/** The value as a negative strength sees it: the best is the lowest. */
export function towards(strength: number, value: number): number {
  return strength < 0 ? -value : value;
}

/** History of `count` particles that have not been scored yet. */
export function emptyHistory(count: number): History {
  return {
    paid: new Float64Array(count),
    lastTilt: new Float64Array(count),
    runningMax: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
    runningSum: new Float64Array(count),
  };
}

/** log G_j from λ_j, v_j and what particle n has behind it. */
type LogPotential = (strength: number, value: number, history: History, n: number) => number;

const logPotentials: Readonly<Record<PotentialName, LogPotential>> = {
  difference: (strength, value, history, n) => tilt(strength, value) - (history.lastTilt[n] as number),
  max: (strength, value, history, n) =>
    tilt(Math.abs(strength), Math.max(history.runningMax[n] as number, towards(strength, value))),
  sum: (strength, value, history, n) => tilt(strength, (history.runningSum[n] as number) + value),
  immediate: (strength, value) => tilt(strength, value),
  terminal: () => 0,
};

/**
 * log G_j of particle n at a scored step before the last. `strength` is λ_j, `value` v_j, `history` that of the steps before j.
 */
export function logPotential(
  potential: PotentialName,
  strength: number,
  value: number,
  history: History,
  n: number,
): number {
  return logPotentials[potential](strength, value, history, n);
}

/** log G_m of particle n at the last step: λ r(x₀) − Σ_{i<m} log G_i, for `difference` the same in one term. */
export function logTerminalPotential(
  potential: PotentialName,
  strength: number,
  reward: number,
  history: History,
  n: number,
): number {
  const paid = potential === "difference" ? history.lastTilt[n] : history.paid[n];
  return tilt(strength, reward) - (paid as number);
}
