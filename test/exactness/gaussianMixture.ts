/**
 * A continuous process with an analytic denoiser: a Gaussian mixture in one or two dimensions under DDPM or DDIM (η = 1). Its
 * law is that of the sampler with its few steps, by quadrature, not that of the data: steering is exact for the sampler.
 *
 * In two dimensions the data are a rotated product of a mixture and a Gaussian with one isotropic spread, so the chain
 * falls apart into two scalar chains in the rotated frame, though its states and denoiser know nothing of that.
 */
import type { DiffusionProcess } from "../../src/steering/process.ts";
import type { RandomStream } from "../../src/steering/random.ts";

export type Sampler = "ddpm" | "ddim";
export type Point = Float64Array;

export interface MixtureOptions {
  readonly sampler: Sampler;
  readonly dimensions: 1 | 2;
  readonly steps?: number;
  /** Points of the quadrature on each axis. */
  readonly gridPoints?: number;
}

/** Along the first axis of the rotated frame; along the second there is one Gaussian. */
const centres = [-1.2, 0.4, 1.5];
const shares = [0.5, 0.2, 0.3];
const acrossCentre = 0.3;
const spread = 0.35;
const angle = 0.6;

const rotate = (u: number, v: number): [number, number] => [
  Math.cos(angle) * u - Math.sin(angle) * v,
  Math.sin(angle) * u + Math.cos(angle) * v,
];

/** ᾱ from noise to data: a cosine schedule, from nearly 0 to exactly 1. */
function alphaBars(steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, k) => {
    if (k === steps) return 1;
    return Math.cos((Math.PI / 2) * 0.96 * (1 - k / steps)) ** 2;
  });
}

/** Posterior of the data given x_t: responsibilities, means and variance of each component (one axis at a time). */
interface Posterior {
  readonly shares: readonly number[];
  readonly means: readonly Point[];
  readonly variance: number;
  /** Tweedie's estimate. */
  readonly x0: Point;
}

export interface GaussianMixture {
  readonly process: DiffusionProcess<Point, Posterior, Point>;
  /** E f(x₀) under the sampler's own law. */
  expectation(f: (x0: Point) => number): number;
}

/** Coefficients of one transition: mean = a x̂₀ + b x, and the standard deviation of its noise. None at the last step. */
function coefficients(sampler: Sampler, now: number, next: number): { a: number; b: number; sd: number } {
  const variance = ((1 - next) / (1 - now)) * (1 - now / next);
  if (sampler === "ddim") {
    // Song et al. 2021, eq. 12, with σ of η = 1
    const direction = Math.sqrt(Math.max(0, 1 - next - variance) / (1 - now));
    return { a: Math.sqrt(next) - Math.sqrt(now) * direction, b: direction, sd: Math.sqrt(variance) };
  }
  // Ho et al. 2020, eq. 7, with the larger of their two variances
  const alpha = now / next;
  return {
    a: (Math.sqrt(next) * (1 - alpha)) / (1 - now),
    b: (Math.sqrt(alpha) * (1 - next)) / (1 - now),
    sd: next === 1 ? 0 : Math.sqrt(1 - alpha),
  };
}

function posterior(x: Point, means: readonly Point[], weights: readonly number[], alphaBar: number): Posterior {
  const a = Math.sqrt(alphaBar);
  const total = alphaBar * spread ** 2 + 1 - alphaBar;
  const logs = means.map((mean, i) => {
    const distance = x.reduce((sum, value, axis) => sum + (value - a * mean[axis]!) ** 2, 0);
    return Math.log(weights[i]!) - distance / (2 * total);
  });
  const highest = Math.max(...logs);
  const raw = logs.map((log) => Math.exp(log - highest));
  const sum = raw.reduce((p, q) => p + q, 0);
  const gain = (a * spread ** 2) / total;
  const componentMeans = means.map((mean) => x.map((value, axis) => mean[axis]! + gain * (value - a * mean[axis]!)));
  const responsibilities = raw.map((value) => value / sum);
  return {
    shares: responsibilities,
    means: componentMeans,
    variance: (spread ** 2 * (1 - alphaBar)) / total,
    x0: x.map((_, axis) => componentMeans.reduce((p, mean, i) => p + responsibilities[i]! * mean[axis]!, 0)),
  };
}

function drawPosterior({ shares: weights, means, variance }: Posterior, random: RandomStream): Point {
  let left = random.uniform();
  let component = 0;
  while (component < means.length - 1 && left >= weights[component]!) left -= weights[component++]!;
  return means[component]!.map((mean) => mean + Math.sqrt(variance) * random.normal());
}

export function gaussianMixture({ sampler, dimensions, steps = 8, gridPoints = 301 }: MixtureOptions): GaussianMixture {
  const bars = alphaBars(steps);
  let known: ReturnType<typeof outcomes> | undefined;
  const means = centres.map((u) => Float64Array.from(dimensions === 1 ? [u] : rotate(u, acrossCentre)));
  return {
    process: {
      steps,
      timeConditioned: true,
      deterministic: false,
      initial: (slots, random) =>
        slots.map(({ group, index }) => {
          const stream = random.stream({ purpose: "initial", group, slot: index, step: 0 });
          return Float64Array.from({ length: dimensions }, () => stream.normal());
        }),
      predict: (states, step) => Promise.resolve(states.map((x) => posterior(x, means, shares, bars[step]!))),
      transition: (views, step, random) => {
        const { a, b, sd } = coefficients(sampler, bars[step]!, bars[step + 1]!);
        return Promise.resolve({
          states: views.map(({ slot, state, prediction }) => {
            const stream = random.stream({ purpose: "transition", group: slot.group, slot: slot.index, step });
            return state.map((x, axis) => a * prediction.x0[axis]! + b * x + sd * stream.normal());
          }),
        });
      },
      decode: (views, step, draws, random) =>
        Promise.resolve(
          views.map(({ slot, state, prediction }) => {
            if (prediction === undefined) return [state];
            if (draws === 1) return [prediction.x0];
            return Array.from({ length: draws }, (_, draw) =>
              drawPosterior(
                prediction,
                random.stream({ purpose: "decode", group: slot.group, slot: slot.index, step, draw }),
              ),
            );
          }),
        ),
      encode: (state) => new Uint8Array(state.slice().buffer),
      revive: (bytes) => new Float64Array(bytes.slice().buffer),
    },
    expectation: (f) => {
      known ??= outcomes(sampler, dimensions, bars, gridPoints);
      return known.reduce((sum, { mass, x0 }) => sum + mass * f(x0), 0);
    },
  };
}

const gridEdge = 5;

/** Law on the grid before the last transition, and where that transition (which draws nothing) takes each grid point. */
function scalarChain(
  sampler: Sampler,
  bars: readonly number[],
  gridPoints: number,
  means: readonly number[],
  weights: readonly number[],
) {
  const gridWidth = (2 * gridEdge) / (gridPoints - 1);
  const grid = Float64Array.from({ length: gridPoints }, (_, i) => i * gridWidth - gridEdge);
  const points = means.map((mean) => Float64Array.of(mean));
  const move = (step: number): { means: Float64Array; sd: number } => {
    const { a, b, sd } = coefficients(sampler, bars[step]!, bars[step + 1]!);
    return {
      means: grid.map((x) => a * posterior(Float64Array.of(x), points, weights, bars[step]!).x0[0]! + b * x),
      sd,
    };
  };
  let law = grid.map((x) => (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * gridWidth);
  for (let step = 0; step < bars.length - 2; step += 1) {
    const { means: centre, sd } = move(step);
    const height = gridWidth / (sd * Math.sqrt(2 * Math.PI));
    const from = law;
    law = grid.map((y) =>
      from.reduce((sum, mass, i) => sum + mass * height * Math.exp(-(((y - centre[i]!) / sd) ** 2) / 2), 0),
    );
  }
  return { law, ends: move(bars.length - 2).means };
}

/** Points where x₀ can end, with their masses; worked out once. */
function outcomes(
  sampler: Sampler,
  dimensions: 1 | 2,
  bars: readonly number[],
  gridPoints: number,
): { mass: number; x0: Point }[] {
  const along = scalarChain(sampler, bars, gridPoints, centres, shares);
  if (dimensions === 1) return Array.from(along.law, (mass, i) => ({ mass, x0: Float64Array.of(along.ends[i]!) }));
  const across = scalarChain(sampler, bars, gridPoints, [acrossCentre], [1]);
  const all: { mass: number; x0: Point }[] = [];
  along.law.forEach((mass, i) => {
    across.law.forEach((other, j) => {
      if (mass * other > 1e-14) {
        all.push({ mass: mass * other, x0: Float64Array.from(rotate(along.ends[i]!, across.ends[j]!)) });
      }
    });
  });
  return all;
}

/**
 * Closed form for the data themselves in one dimension under r = −k (x − c)²/2: Z, and the mean of the tilted mixture. The
 * sampler comes near it as its steps grow.
 */
export function closedFormTilt(strength: number, k: number, c: number): { readonly z: number; readonly mean: number } {
  const precision = strength * k;
  const variance = spread ** 2;
  const parts = centres.map((centre, i) => {
    const z = shares[i]! * Math.exp((-precision * (centre - c) ** 2) / (2 * (1 + precision * variance)));
    return {
      z: z / Math.sqrt(1 + precision * variance),
      mean: (centre / variance + precision * c) / (1 / variance + precision),
    };
  });
  const z = parts.reduce((sum, part) => sum + part.z, 0);
  return { z, mean: parts.reduce((sum, part) => sum + (part.z / z) * part.mean, 0) };
}
