/** Where the points of the ESS chart lie. Pure: numbers in, numbers out. */
import type { ScoredStep } from "../../src/protocol/run.ts";

export type EssPoint = Pick<ScoredStep, "step" | "ess" | "resampled">;

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface EssScale {
  readonly x: (step: number) => number;
  readonly y: (ess: number) => number;
}

/** Steps run from 0 to `steps`, ESS from 0 to the number of particles. */
export function essScale(frame: Frame, steps: number, particles: number): EssScale {
  const width = frame.right - frame.left;
  const height = frame.bottom - frame.top;
  return {
    x: (step) => frame.left + (width * step) / Math.max(1, steps),
    y: (ess) => frame.bottom - (height * ess) / Math.max(1, particles),
  };
}

/** SVG path data of the trace. */
export function essPath(trace: readonly EssPoint[], scale: EssScale): string {
  return trace
    .map(({ step, ess }, i) => `${i === 0 ? "M" : "L"}${scale.x(step).toFixed(1)} ${scale.y(ess).toFixed(1)}`)
    .join("");
}

/** At most about 2 × `columns` points: of each column the lowest and the highest, so that no dip is lost. */
export function thinTrace(trace: readonly EssPoint[], columns: number): readonly EssPoint[] {
  if (trace.length <= columns * 2) return trace;
  const kept: EssPoint[] = [];
  for (let column = 0; column < columns; column++) {
    const part = trace.slice(
      Math.floor((column * trace.length) / columns),
      Math.floor(((column + 1) * trace.length) / columns),
    );
    const low = part.reduce((a, b) => (b.ess < a.ess ? b : a));
    const high = part.reduce((a, b) => (b.ess > a.ess ? b : a));
    kept.push(...(low === high ? [low] : low.step < high.step ? [low, high] : [high, low]));
  }
  return kept;
}

/** Index of the point whose step is nearest to a place on the x axis, in the frame's units. */
export function nearestPoint(trace: readonly EssPoint[], scale: EssScale, x: number): number {
  let nearest = 0;
  let least = Infinity;
  for (const [i, { step }] of trace.entries()) {
    const distance = Math.abs(scale.x(step) - x);
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** Whole numbers for an axis from 0 to `end`: both ends and up to `most` − 2 round ones between. */
export function axisTicks(end: number, most: number): number[] {
  if (end <= 1) return [0, end];
  const raw = end / (most - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 4, 5, 10].map((m) => m * power).find((s) => s >= raw) ?? raw);
  const ticks = [];
  for (let tick = 0; tick <= end - step * 0.6; tick += step) ticks.push(Math.round(tick));
  return [...ticks, end];
}
