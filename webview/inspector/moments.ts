/** What the particles were heading for at scored steps that the page was asked to show: fetched once, the latest kept. Knows no element. */
import type { ParticleView } from "../../src/protocol/run.ts";

export interface Moment {
  readonly run: string;
  readonly step: number;
  readonly particles: readonly ParticleView[];
}

/** Thumbnails of sixty-four particles are some hundred kilobytes. */
const kept = 48;

export class Moments {
  readonly #fetch: (step: number) => Promise<readonly ParticleView[]>;
  readonly #known = new Map<string, Moment>();
  #wanted = "";

  constructor(fetch: (step: number) => Promise<readonly ParticleView[]>) {
    this.#fetch = fetch;
  }

  /** At hand already, or undefined. */
  known(run: string, step: number): Moment | undefined {
    return this.#known.get(keyOf(run, step));
  }

  /** Undefined where another one was asked for meanwhile: only the last is waited for. Rejects with what the host says. */
  async ask(run: string, step: number): Promise<Moment | undefined> {
    const key = keyOf(run, step);
    this.#wanted = key;
    const moment = this.#known.get(key) ?? { run, step, particles: await this.#fetch(step) };
    this.#known.delete(key);
    this.#known.set(key, moment);
    for (const old of [...this.#known.keys()].slice(0, -kept)) this.#known.delete(old);
    return this.#wanted === key ? moment : undefined;
  }

  /** A run's steps are others now: it goes through them again. */
  clear(): void {
    this.#known.clear();
    this.#wanted = "";
  }
}

function keyOf(run: string, step: number): string {
  return `${step} ${run}`;
}
