/** What the particles were heading for at scored steps that the page was asked to show: fetched once, the latest kept. Knows no element. */
import type { ParticleView } from "../../src/protocol/particle.ts";

export interface Moment {
  readonly run: string;
  readonly step: number;
  readonly particles: readonly ParticleView[];
}

export interface MomentOptions {
  /** Pictures in full, where the run kept them, and not their thumbnails. */
  readonly full?: boolean;
}

export type FetchMoment = (step: number, options: MomentOptions) => Promise<readonly ParticleView[]>;

/** Thumbnails of sixty-four particles are some hundred kilobytes; whole pictures are some ten megabytes. */
const kept = { thumbnails: 48, full: 2 };

export class Moments {
  readonly #fetch: FetchMoment;
  readonly #known = { thumbnails: new Map<string, Moment>(), full: new Map<string, Moment>() };
  #wanted = "";

  constructor(fetch: FetchMoment) {
    this.#fetch = fetch;
  }

  /** Undefined where another one was asked for meanwhile: only the last is waited for. Rejects with what the host says. */
  async ask(run: string, step: number, options: MomentOptions = {}): Promise<Moment | undefined> {
    const wanted = `${keyOf(run, step)} ${options.full}`;
    this.#wanted = wanted;
    const moment = await this.fetch(run, step, options);
    return this.#wanted === wanted ? moment : undefined;
  }

  /** The same, whatever else is asked for. */
  async fetch(run: string, step: number, options: MomentOptions = {}): Promise<Moment> {
    const size = options.full === true ? "full" : "thumbnails";
    const known = this.#known[size];
    const key = keyOf(run, step);
    const moment = known.get(key) ?? { run, step, particles: await this.#fetch(step, options) };
    known.delete(key);
    known.set(key, moment);
    for (const old of [...known.keys()].slice(0, -kept[size])) known.delete(old);
    return moment;
  }

  /** A run's steps are others now: it goes through them again. */
  clear(): void {
    this.#known.thumbnails.clear();
    this.#known.full.clear();
    this.#wanted = "";
  }
}

function keyOf(run: string, step: number): string {
  return `${step} ${run}`;
}
