/**
 * The order in which runs go on, one at a time. Those that wait can be moved and taken out; while it is held none of them begins by itself. Knows neither what a run
 * is nor VS Code.
 */
import { Listeners } from "../sessions/listeners.ts";

interface Waiting {
  readonly id: string;
  /** Resolves when it is over, however it ended; never rejects. */
  readonly begin: () => Promise<void>;
}

export class Queue {
  readonly #listeners = new Listeners();
  #waiting: readonly Waiting[] = [];
  #current: string | undefined;
  #held: string | undefined;

  /** What goes on now. */
  get current(): string | undefined {
    return this.#current;
  }

  /** What waits, in its order. */
  get waiting(): readonly string[] {
    return this.#waiting.map(({ id }) => id);
  }

  /** Why nothing that waits begins by itself, in a sentence; undefined: it does. */
  get held(): string | undefined {
    return this.#held;
  }

  /** Called back when something has come, gone, moved or begun, and when it is held or goes on. */
  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Begins it where nothing is before it: what waits in a queue that is held is not. `patient`: it waits there, too. */
  enter(id: string, begin: Waiting["begin"], { patient = false }: { readonly patient?: boolean } = {}): void {
    const isFirst = this.#current === undefined && (this.#waiting.length === 0 || this.#held !== undefined);
    if (isFirst && !patient) {
      this.#begin({ id, begin });
      return;
    }
    this.#waiting = [...this.#waiting, { id, begin }];
    this.#listeners.call();
  }

  /** Takes out what waits. False: it does not. */
  leave(id: string): boolean {
    const left = this.#waiting.filter((one) => one.id !== id);
    if (left.length === this.#waiting.length) return false;
    this.#set(left);
    return true;
  }

  /** Puts what wait, together and in their order, before another that waits, or at the end. */
  move(ids: readonly string[], before: string | undefined): void {
    if (before !== undefined && ids.includes(before)) return;
    const moved = this.#waiting.filter(({ id }) => ids.includes(id));
    const others = this.#waiting.filter(({ id }) => !ids.includes(id));
    const at = others.findIndex(({ id }) => id === before);
    this.#set(others.toSpliced(at < 0 ? others.length : at, 0, ...moved));
  }

  /** One place towards the front, −1, or the end, 1. */
  shift(id: string, by: -1 | 1): void {
    const at = this.#waiting.findIndex((one) => one.id === id);
    const neighbour = this.#waiting[at + by];
    if (at < 0 || neighbour === undefined) return;
    if (by < 0) this.move([id], neighbour.id);
    else this.move([neighbour.id], id);
  }

  /** What waits waits until `goOn`; nothing where nothing waits. */
  hold(why: string): void {
    if (this.#waiting.length === 0 || this.#held === why) return;
    this.#held = why;
    this.#listeners.call();
  }

  goOn(): void {
    this.#held = undefined;
    if (this.#current === undefined) this.#next();
    else this.#listeners.call();
  }

  #next(): void {
    const [first, ...others] = this.#waiting;
    if (first === undefined || this.#held !== undefined) {
      this.#listeners.call();
      return;
    }
    this.#waiting = others;
    this.#begin(first);
  }

  #begin({ id, begin }: Waiting): void {
    this.#current = id;
    void this.#follow(begin());
    this.#listeners.call();
  }

  async #follow(over: Promise<void>): Promise<void> {
    await over;
    this.#current = undefined;
    this.#next();
  }

  #set(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    if (waiting.length === 0) this.#held = undefined;
    this.#listeners.call();
  }
}
