/**
 * Draws as often as the page can keep up with: once a frame where that is quick; where it is slow (many cards, a busy machine),
 * with pauses as long as the drawing took, so that half of the time is left for typing. Knows nothing of what is drawn.
 */

const longestPause = 500;

export class Paced {
  readonly #draw: () => void;
  #due = false;
  #busy = false;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Draws soon. Many calls may become one; the last is never lost. */
  call(): void {
    this.#due = true;
    if (!this.#busy) this.#next();
  }

  #next(): void {
    this.#busy = true;
    requestAnimationFrame(() => {
      this.#due = false;
      const started = performance.now();
      this.#draw();
      // Behind the layout and paint of this frame.
      setTimeout(() => {
        const took = performance.now() - started;
        setTimeout(() => this.#rested(), Math.min(longestPause, took < 16 ? 0 : took));
      });
    });
  }

  #rested(): void {
    this.#busy = false;
    if (this.#due) this.#next();
  }
}
