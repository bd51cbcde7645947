/**
 * A run as it is looked at: its document, what is shown of it, and what can be done with it. Under way or from disk, in the panel or in an editor: all the same.
 * Knows no VS Code.
 */
import { SteeringError } from "../../errors.ts";
import type { RunView } from "../../protocol/panel.ts";
import type { ShownPlace } from "../../protocol/shownPlace.ts";
import { refusedRefinement } from "../../protocol/refinement.ts";
import type { StepScoring } from "../../protocol/run.ts";
import { refusedSaving } from "../../protocol/saving.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { ShownOptions } from "../../runfile/shownStep.ts";
import { isActive } from "../runs/runView.ts";
import { Listeners } from "./listeners.ts";
import type { ShownPlaces } from "./shownPlaces.ts";

/** Why each cannot be done, in a sentence without its full stop; undefined where it can. */
export interface Refused {
  readonly stop: string | undefined;
  readonly refine: string | undefined;
  readonly save: string | undefined;
}

export class Session {
  /** Path of the run's file: no two sessions have the same. */
  readonly id: string;
  readonly #open: (path: string) => Promise<RunDocument>;
  readonly #listeners = new Listeners();
  #view: RunView;
  #document: Promise<RunDocument> | undefined;
  #isClosed = false;

  readonly #places: ShownPlaces | undefined;
  #place: ShownPlace;

  /** @param open makes the document, when it is first needed: of a run that is being loaded there is none yet */
  constructor(view: RunView, open: (path: string) => Promise<RunDocument>, places?: ShownPlaces) {
    this.id = view.id;
    this.#places = places;
    this.#place = places?.of(view.id) ?? { pins: [] };
    this.#view = view;
    this.#open = open;
  }

  /** As it stands, or ended. */
  get view(): RunView {
    return this.#view;
  }

  /** What is looked at of it. */
  get place(): ShownPlace {
    return this.#place;
  }

  look(place: ShownPlace): void {
    this.#place = place;
    this.#places?.keep(this.id, place);
  }

  /** Nobody looks at it any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get refused(): Refused {
    return {
      stop: isActive(this.#view) ? undefined : "The run has ended",
      refine: refusedRefinement(this.#view),
      save: refusedSaving(this.#view),
    };
  }

  /** Called back when the view is another. */
  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** The run has gone on. */
  update(view: RunView): void {
    if (this.#isClosed) return;
    this.#view = view;
    this.#listeners.call();
  }

  /** The run's files, as far as they are written. Throws `run-file` where there are none, or they cannot be read. */
  async document(): Promise<RunDocument> {
    if (this.#isClosed) throw new SteeringError("run-file", `${this.id} is not open any more. Open it again.`);
    const known = this.#document !== undefined;
    this.#document ??= this.#open(this.id);
    try {
      const document = await this.#document;
      if (known && document.end === undefined) await document.refresh();
      return document;
    } catch (error) {
      this.#document = undefined;
      throw error;
    }
  }

  /** A scored step as it was told, counted over all iterations, pictures included. Throws `run-file`. */
  async scoredStep(index: number, options?: ShownOptions): Promise<StepScoring> {
    const document = await this.document();
    const { shownStep } = await import("../../runfile/shownStep.ts");
    return shownStep(document, await document.step(index), options);
  }

  /** The latest scored step of that number, pictures included. Throws `run-file` where there is none. */
  async stepNumbered(step: number, options?: ShownOptions): Promise<StepScoring> {
    const document = await this.document();
    for (let index = document.stepCount - 1; index >= 0; index -= 1) {
      if (document.keyOf(index).step === step) return this.scoredStep(index, options);
    }
    throw new SteeringError("run-file", `${this.id} has no scored step ${step}.`);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    const document = await this.#document?.catch(() => undefined);
    await document?.[Symbol.asyncDispose]();
  }
}
