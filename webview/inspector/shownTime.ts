/** Which scored step the page shows, and what the particles were then and at the scored step before. Knows runs and whom to ask; draws nothing. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import { ancestorsAt } from "../../src/steering/genealogy.ts";
import { isActive } from "../../src/protocol/activeRun.ts";
import { Moments, type FetchMoment, type Moment } from "./moments.ts";
import { modalities, modalityOfAll } from "../../src/protocol/modality.ts";

/** Milliseconds without another step after which pictures are shown in full. */
const rest = 300;

export interface ShownTimeOptions {
  readonly fetch: FetchMoment;
  /** The person is at a scored step of the run; undefined: the newest. */
  readonly placed: (run: string, step: number | undefined) => void;
  readonly refused: (error: unknown) => void;
}

export class ShownTime implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #moments: Moments;
  readonly #placed: ShownTimeOptions["placed"];
  readonly #refused: ShownTimeOptions["refused"];
  /** The step that the run was left at: shown as soon as it is there. */
  #leftAt: number | undefined;
  #run: RunView | undefined;
  #at: number | undefined;
  #moment: Moment | undefined;
  #before: Moment | undefined;
  /** The scored step that came last while the run goes on, and the one before it. */
  #newest: LiveStep | undefined;
  #lastButOne: LiveStep | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, { fetch, placed, refused }: ShownTimeOptions) {
    this.#host = host;
    this.#moments = new Moments(fetch);
    this.#placed = placed;
    this.#refused = refused;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#resting);
  }

  /** Index of the scored step that is shown; undefined: the newest. */
  get at(): number | undefined {
    return this.#at;
  }

  /** The step that is shown, where it is not the newest. */
  get past(): number | undefined {
    return this.#at === undefined ? undefined : this.#run?.genealogy.scored[this.#at]?.step;
  }

  /**
   * Takes in how the run stands. True of another run, or of the same one going through its steps again: it is shown from its newest step on, a run that was not
   * shown yet from the step that it was left at.
   */
  follow(run: RunView | undefined, leftAt?: number): boolean {
    const isNew = run?.id !== this.#run?.id || run?.edition !== this.#run?.edition;
    const isOther = isNew || run?.pass?.number !== this.#run?.pass?.number;
    this.#run = run;
    if (isOther) this.#forget();
    if (isNew) this.#leftAt = leftAt;
    this.#goBack();
    const at = (run?.genealogy.scored.length ?? 0) - 1;
    if (run !== undefined && at > (this.#newest?.at ?? -1)) {
      this.#lastButOne = this.#newest;
      this.#newest = { at, particles: run.particles };
    }
    return isOther;
  }

  /** The newest stays the newest while the run goes on. */
  go(at: number): void {
    const last = (this.#run?.genealogy.scored.length ?? 0) - 1;
    this.#at = at >= last ? undefined : at;
    this.#leftAt = undefined;
    clearTimeout(this.#resting);
    this.#host.requestUpdate();
    if (this.#run !== undefined) this.#placed(this.#run.id, this.past);
    if (this.#at !== undefined) void this.#fetch(this.#at);
  }

  /** The run with the particles of the step that is shown; until these are there, with those that were. */
  shown(run: RunView): RunView {
    const particles = this.past === undefined ? undefined : this.#moment?.particles;
    return particles === undefined || this.#moment?.run !== run.id ? run : { ...run, particles, previews: [] };
  }

  /** By particle of the shown step: what it was, or its ancestor, at the scored step before. Undefined where nothing is to be told apart: at the start, of a run that is over. */
  earlier(run: RunView): readonly (ParticleView | undefined)[] | undefined {
    if (this.#at === undefined) {
      if (!isActive(run) || this.#lastButOne === undefined || this.#newest === undefined) return undefined;
      return parents(run, this.#newest.at, this.#lastButOne);
    }
    const [moment, before] = [this.#moment, this.#before];
    if (moment === undefined || moment.step !== this.past || before?.run !== run.id) return undefined;
    const at = run.genealogy.scored.findIndex(({ step }) => step === before.step);
    return at === this.#at - 1 ? parents(run, this.#at, { at, particles: before.particles }) : undefined;
  }

  /** Goes to where the person was, once the run's steps are known. */
  #goBack(): void {
    if (this.#run === undefined || this.#leftAt === undefined || isActive(this.#run)) return;
    const at = this.#run.genealogy.scored.findIndex(({ step }) => step === this.#leftAt);
    if (at >= 0) this.go(at);
  }

  async #fetch(at: number): Promise<void> {
    const run = this.#run;
    const step = run?.genealogy.scored[at]?.step;
    if (run === undefined || step === undefined) return;
    try {
      const moment = await this.#moments.ask(run.id, step);
      if (moment === undefined) return;
      this.#moment = moment;
      this.#host.requestUpdate();
      if (modalities[modalityOfAll(moment.particles)].hasThumbnails) this.#rest(run.id, step);
      else await this.#fetchBefore(run, at);
    } catch (error) {
      this.#refused(error);
    }
  }

  async #fetchBefore(run: RunView, at: number): Promise<void> {
    const step = run.genealogy.scored[at - 1]?.step;
    if (step === undefined) return;
    this.#before = await this.#moments.fetch(run.id, step);
    this.#host.requestUpdate();
  }

  /** Thumbnails while one goes through the steps, whole pictures where one stays. */
  #rest(run: string, step: number): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#fetchFull(run, step), rest);
  }

  async #fetchFull(run: string, step: number): Promise<void> {
    try {
      const moment = await this.#moments.ask(run, step, { full: true });
      if (moment === undefined || this.past !== step) return;
      this.#moment = moment;
      this.#host.requestUpdate();
    } catch (error) {
      this.#refused(error);
    }
  }

  #forget(): void {
    clearTimeout(this.#resting);
    this.#moments.clear();
    this.#leftAt = undefined;
    this.#at = undefined;
    this.#moment = undefined;
    this.#before = undefined;
    this.#newest = undefined;
    this.#lastButOne = undefined;
  }
}

interface LiveStep {
  readonly at: number;
  readonly particles: readonly ParticleView[];
}

function parents({ genealogy }: RunView, at: number, before: LiveStep): (ParticleView | undefined)[] {
  return Array.from(ancestorsAt(genealogy, at, before.at), (n) => before.particles[n]);
}
