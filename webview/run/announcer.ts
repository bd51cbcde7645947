/** Says a sentence to a screen reader, not more often than one can listen. Knows nothing of what is said. */

export class Announcer {
  readonly #say: (sentence: string) => void;
  readonly #pause: number;
  #last = "";
  #next: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** At least `pause` milliseconds lie between two sentences; of those in between the last one is said. */
  constructor(say: (sentence: string) => void, pause = 5000) {
    this.#say = say;
    this.#pause = pause;
  }

  /** `urgent` sentences (another status) do not wait. */
  announce(sentence: string, urgent = false): void {
    if (sentence === (this.#next ?? this.#last)) return;
    if (urgent) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#timer === undefined) this.#speak(sentence);
    else this.#next = sentence;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = undefined;
  }

  #speak(sentence: string): void {
    this.#last = sentence;
    this.#next = undefined;
    this.#say(sentence);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#next !== undefined) this.#speak(this.#next);
    }, this.#pause);
  }
}
