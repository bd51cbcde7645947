/**
 * Draws what the host says as often as a quarter of the page's time allows: the rest is left to typing, and on a machine without a GPU, whose
 * cores paint, to the run itself. Knows nothing of what is drawn.
 */

/** Times as long as a drawing took, layout and paint with it. */
const pauses = 3;

const longestPause = 500;

export class Paced {
  readonly #draw: () => void;
  #due = false;
  #busy = false;
  #isFirst = true;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Draws soon. Many calls may become one; the last is never lost. */
  call(): void {
    this.#due = true;
    if (!this.#busy) this.#next();
  }

  /** The first at once, for a page that shows nothing yet has no frame to wait for. */
  #next(): void {
    this.#busy = true;
    if (this.#isFirst) this.#frame();
    else requestAnimationFrame(() => this.#frame());
    this.#isFirst = false;
  }

  #frame(): void {
    this.#due = false;
    const started = performance.now();
    try {
      this.#draw();
    } finally {
      // Behind the layout and paint of this frame.
      setTimeout(() => {
        const took = performance.now() - started;
        setTimeout(() => this.#rested(), Math.min(longestPause, pauses * took));
      });
    }
  }

  #rested(): void {
    this.#busy = false;
    if (this.#due) this.#next();
  }
}
