/** From what a detector finds in a picture to a verdict on its caption, by GenEval's rules (Ghosh et al. 2023). As training/verifier/judge.py. Pure. */
import type { Relation, SceneWords, WantedScene } from "./sceneCaption.ts";

export interface FoundThing {
  readonly name: string;
  /** Undefined: in its own colours. */
  readonly colour: string | undefined;
  /** The cell of its middle. */
  readonly x: number;
  readonly y: number;
}

/** Cells along each side. */
export const cells = 16;
/** The logit of a middle from a probability of 0.35. */
const sure = Math.log(0.35 / 0.65);
/** Cells around a middle in which there is no other. */
const apart = 2;

/** @param things of one picture, [1 + objects + 1 + colours, cells, cells]: the middle's logit, then those of objects and of colours, the first of them its own */
export function foundThings(things: Float32Array, { objects, colours }: SceneWords): FoundThing[] {
  const area = cells * cells;
  const logit = (channel: number, x: number, y: number): number => things[channel * area + y * cells + x]!;
  const best = (from: number, count: number, x: number, y: number): number => {
    let chosen = 0;
    for (let i = 1; i < count; i += 1) if (logit(from + i, x, y) > logit(from + chosen, x, y)) chosen = i;
    return chosen;
  };
  const found: FoundThing[] = [];
  for (let y = 0; y < cells; y += 1) {
    for (let x = 0; x < cells; x += 1) {
      const middle = logit(0, x, y);
      if (middle < sure || isOutdone(middle, x, y, logit)) continue;
      const name = objects[best(1, objects.length, x, y)]![0];
      const colour = best(1 + objects.length, 1 + colours.length, x, y);
      found.push({ name, colour: colour === 0 ? undefined : colours[colour - 1], x, y });
    }
  }
  return found;
}

function isOutdone(middle: number, x: number, y: number, logit: (channel: number, x: number, y: number) => number) {
  for (let b = Math.max(0, y - apart); b <= Math.min(cells - 1, y + apart); b += 1) {
    for (let a = Math.max(0, x - apart); a <= Math.min(cells - 1, x + apart); a += 1) {
      if (logit(0, a, b) > middle) return true;
    }
  }
  return false;
}

/** Whether what was found holds all that is wanted. */
export function fitsScene({ things, count, relation }: WantedScene, found: readonly FoundThing[]): boolean {
  const shown = things.map(({ name, colour }) =>
    found.filter((thing) => thing.name === name && (colour === undefined || thing.colour === colour)),
  );
  const [first = [], second = []] = shown;
  if (count !== undefined) return first.length === count;
  if (shown.some((ones) => ones.length === 0)) return false;
  if (relation === undefined) return true;
  return first.some((one) => second.some((other) => stands(relation, one, other)));
}

function stands(relation: Relation, one: FoundThing, other: FoundThing): boolean {
  const across = other.x - one.x;
  const down = other.y - one.y;
  switch (relation) {
    case "left of":
      return across > 0 && across >= Math.abs(down);
    case "right of":
      return across < 0 && -across >= Math.abs(down);
    case "above":
      return down > 0 && down >= Math.abs(across);
    default:
      return down < 0 && -down >= Math.abs(across);
  }
}
