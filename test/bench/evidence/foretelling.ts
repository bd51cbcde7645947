/** How well a reward in the midst of a run foretells the last one: the correlation over unsteered particles, by step. Pure. */
import { meanOf } from "../../../src/protocol/estimate.ts";
import type { Headline } from "./headlines.ts";
import type { Found } from "./outputs.ts";

export interface Foretold {
  /** The reward, and of how many particles. */
  readonly group: string;
  /** A point a scored step but for the last. */
  readonly points: readonly { readonly step: number; readonly correlation: number }[];
}

/** Within each case: what its prompt makes likely foretells nothing of a particle. Groups of rewards that were watched. */
export function foretellingOf({ cases, seeds }: Headline, found: Found): Foretold[] {
  const byReward = Map.groupBy(cases, ({ reward }) => reward);
  return [...byReward].flatMap(([reward, own]): Foretold[] => {
    let steps: readonly number[] = [];
    const pairs = new Map<number, [now: number, last: number][]>();
    let particles = 0;
    for (const asked of own) {
      const paths = Array.from({ length: seeds }, (_, seed) => found(asked, "unsteered", seed)?.path).filter(
        (path) => path !== undefined,
      );
      if (paths.length === 0) continue;
      ({ steps } = paths[0]!);
      particles += paths.reduce((sum, { rewards }) => sum + rewards[0]!.length, 0);
      const lasts = paths.flatMap(({ rewards }) => rewards.at(-1)!);
      for (const [place, step] of steps.entries()) {
        const nows = paths.flatMap(({ rewards }) => rewards[place]!);
        const [ofNow, ofLast] = [meanOf(nows), meanOf(lasts)];
        const apart = nows.map((now, n): [number, number] => [now - ofNow, lasts[n]! - ofLast]);
        pairs.set(step, [...(pairs.get(step) ?? []), ...apart]);
      }
    }
    const points = steps.slice(0, -1).map((step) => ({ step, correlation: correlation(pairs.get(step)!) }));
    return points.length === 0 ? [] : [{ group: `${reward}, ${particles} particles`, points }];
  });
}

/** Of pairs about their means; 0 where one side never differs. */
function correlation(pairs: readonly (readonly [number, number])[]): number {
  const [xy, xx, yy] = [0, 1, 2].map((which) =>
    pairs.reduce((sum, [x, y]) => sum + (which === 0 ? x * y : which === 1 ? x * x : y * y), 0),
  ) as [number, number, number];
  return xx * yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
