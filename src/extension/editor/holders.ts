/** Those who need something, which ends once none of them does. Knows nothing of what it is. */
export class Holders {
  readonly #end: () => void;
  #count = 0;

  constructor(end: () => void) {
    this.#end = end;
  }

  /** One more needs it, until what this gives is disposed. */
  hold(): Disposable {
    this.#count += 1;
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#count -= 1;
        if (this.#count === 0) this.#end();
      },
    };
  }
}
