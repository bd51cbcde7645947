/** Noise levels σ = √((1−ᾱ)/ᾱ), the other scale on which a diffusion's time is told. Pure. */
import { betaQuantile } from "./betaQuantile.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { linearlySpaced } from "./spacing.ts";

/** Stands for an ᾱ of 0, so that the first σ is not infinite: the smallest positive float16, as in diffusers. */
export const smallestAlphaBar = 2 ** -24;

/** float32 [timesteps], rising. */
export function noiseLevels(alphaBars: Float32Array): Float32Array {
  return alphaBars.map((alphaBar) => Math.sqrt(Math.fround(Math.fround(1 - alphaBar) / alphaBar)));
}

/** Values at whole places, and between them on a straight line; constant beyond the ends. */
export function interpolated(values: Float32Array, place: number): number {
  const inside = Math.min(values.length - 1, Math.max(0, place));
  const below = Math.min(Math.floor(inside), values.length - 2);
  const low = values[below] as number;
  return low + (inside - below) * ((values[below + 1] as number) - low);
}

type Levels = (highest: number, lowest: number, steps: number) => number[];

/** How a file wants levels spread between the highest and the lowest; undefined: as the timesteps are. Throws where it wants two ways. */
export function readLevels(reader: SchedulerReader): { readonly key: string; readonly levels: Levels } | undefined {
  const ways = [
    { key: "use_karras_sigmas", levels: karrasLevels },
    { key: "use_exponential_sigmas", levels: exponentialLevels },
    { key: "use_beta_sigmas", levels: betaLevels },
  ].filter(({ key }) => reader.flag(key, false));
  const [way, another] = ways;
  if (way === undefined || another === undefined) return way;
  throw reader.unsupported(another.key, [
    `It sets ${way.key} too, and only one of them can be used. Set one to false.`,
  ]);
}

/** Falling levels of which the ρ-th roots are equally far apart (Karras et al. 2022, eq. 5). */
function karrasLevels(highest: number, lowest: number, steps: number): number[] {
  const rho = 7;
  return linearlySpaced(highest ** (1 / rho), lowest ** (1 / rho), steps).map((root) => root ** rho);
}

/** Falling levels of which the logarithms are equally far apart. */
function exponentialLevels(highest: number, lowest: number, steps: number): number[] {
  return linearlySpaced(Math.log(highest), Math.log(lowest), steps).map(Math.exp);
}

/** The same between logarithms in float32, which is what diffusers' `use_lu_lambdas` comes to (Lu et al. 2022, appendix B). */
export function luLevels(highest: number, lowest: number, steps: number): number[] {
  return linearlySpaced(Math.fround(Math.log(highest)), Math.fround(Math.log(lowest)), steps).map(Math.exp);
}

/** Falling levels at evenly spaced quantiles of the distribution Beta(0.6, 0.6) (Lee et al. 2024, "Beta Sampling is All You Need"). */
function betaLevels(highest: number, lowest: number, steps: number): number[] {
  return linearlySpaced(0, 1, steps).map((place) => lowest + betaQuantile(1 - place) * (highest - lowest));
}

/**
 * The timestep, between whole ones, at which the level is `sigma`; on a straight line in log σ. The levels' logarithms are float32, as in
 * diffusers, which cuts some timesteps to whole ones: a last bit decides which.
 */
export function timestepOf(levels: Float32Array, sigma: number): number {
  const log = Math.log(Math.max(sigma, 1e-10));
  const found = levels.findLastIndex((level) => Math.fround(Math.log(level)) <= log);
  const below = Math.min(Math.max(0, found), levels.length - 2);
  const low = Math.fround(Math.log(levels[below] as number));
  const high = Math.fround(Math.log(levels[below + 1] as number));
  return below + Math.min(1, Math.max(0, (log - low) / Math.fround(high - low)));
}
