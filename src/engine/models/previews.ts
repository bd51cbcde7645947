/** What particles are heading for at every step, cheaply: for the eye only, nothing depends on it. */
import type { RgbaImage } from "../../diffusion/image.ts";
import { pngText, reducedTo } from "./imageView.ts";

/** Pixels of a side. */
const mostPixels = 128;
/** The part of a run's time that previews may take. */
const share = 0.02;

export class Previews {
  readonly #now: () => number;
  /** When there may be the next. */
  #due = -Infinity;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** PNG files, base64, one a state; undefined where a state has no look, or the last ones took so long that it is too early for more. */
  of<State>(states: readonly State[], look: (state: State) => RgbaImage | undefined): readonly string[] | undefined {
    const began = this.#now();
    if (began < this.#due) return undefined;
    // Copies of a particle are one state.
    const pngs = new Map<State, string>();
    for (const state of new Set(states)) {
      const image = look(state);
      if (image === undefined) return undefined;
      pngs.set(state, pngText(reducedTo(mostPixels, image), true));
    }
    const ended = this.#now();
    this.#due = ended + (ended - began) * (1 / share - 1);
    return states.map((state) => pngs.get(state)!);
  }
}
