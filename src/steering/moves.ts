/**
 * What each iteration of a run that goes on does to the path that it keeps. Each of these moves leaves the steered law of paths as it is, whatever N, and which one
 * comes when depends on no path: so they do one after the other. Pure.
 *
 * A conditional run around all of the path costs as much as a run, and what is new in it has to outlive the path from noise on. From a step of the path on
 * it costs the rest alone, and all of it begins where the path is good. A population of its own owes the path nothing.
 */
import type { RandomStreams } from "./random.ts";

export type Move =
  /** Conditional SMC around the path from this step on: what lies before stays. */
  | { readonly kind: "conditional"; readonly step: number }
  /** A population of its own, whose path takes the place of the kept one with probability min(1, Ẑ′ / Ẑ). */
  | { readonly kind: "independent" };

/** An independent one, four from a step on, one around all of the path, whose Ẑ the next independent one is held against. */
export const movesInTurn = 6;

export interface MovePlaces {
  /** Key of the group whose path is kept. */
  readonly group: string;
  /** The step that the run begins at: 0, or a branch's. */
  readonly begin: number;
  /** The steps that are scored, in rising order. */
  readonly scored: readonly number[];
}

/**
 * @param iteration from 1
 * @param random of the run, not of an iteration
 */
export function moveOf(iteration: number, { group, begin, scored }: MovePlaces, random: RandomStreams): Move {
  const turn = (iteration - 1) % movesInTurn;
  if (turn === 0) return { kind: "independent" };
  if (turn === movesInTurn - 1) return { kind: "conditional", step: begin };
  // After the last two there is nothing left to select, or nothing to draw.
  const steps = [begin, ...scored.slice(0, -2).filter((step) => step > begin)];
  const stream = random.stream({ purpose: "reference", group, slot: 0, step: 0, iteration });
  return { kind: "conditional", step: steps[Math.floor(stream.uniform() * steps.length)] as number };
}

/** The moves in turn, as long as so many steps of each particle last. */
export class MovesWithin {
  readonly #places: MovePlaces;
  readonly #random: RandomStreams;
  readonly #budget: number;
  #spent = 0;
  #spentBefore = 0;

  /** @param budget steps that each particle may be taken through, by all moves together */
  constructor(budget: number, places: MovePlaces, random: RandomStreams) {
    this.#budget = budget;
    this.#places = places;
    this.#random = random;
  }

  /** Steps before the present move. */
  get spentBefore(): number {
    return this.#spentBefore;
  }

  /** The last one begins as early as what is left allows; undefined where nothing is. */
  readonly moveOf = (iteration: number): Move | undefined => {
    const { begin, scored } = this.#places;
    const steps = scored.at(-1) as number;
    const left = this.#budget - this.#spent;
    const asked = moveOf(iteration, this.#places, this.#random);
    const costs = steps - (asked.kind === "independent" ? begin : asked.step);
    const step = scored.slice(0, -2).find((at) => at > begin && steps - at <= left);
    if (costs > left && step === undefined) return undefined;
    this.#spentBefore = this.#spent;
    this.#spent += costs > left ? steps - (step as number) : costs;
    return costs > left ? { kind: "conditional", step: step as number } : asked;
  };
}
