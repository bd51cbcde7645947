/**
 * A run as it is looked at: its document, what is shown of it, and what can be done with it. Under way or from disk, in the panel or in an editor: all the same.
 * Knows no VS Code.
 */
import { isDeepStrictEqual } from "node:util";
import { SteeringError, abortError, sentenceOf } from "../../errors.ts";
import { type Ballot, castBy, withoutLast, withVote } from "../../protocol/ballot.ts";
import { ballotOf, refusedVote } from "../../protocol/voting.ts";
import type { RunView } from "../../protocol/panel.ts";
import type { ShownPlace } from "../../protocol/shownPlace.ts";
import { refusedRefinement } from "../../protocol/refinement.ts";
import type { StepScoring } from "../../protocol/run.ts";
import { refusedResumption } from "../../protocol/resumption.ts";
import { refusedSaving } from "../../protocol/saving.ts";
import type { VoteDeed } from "../../protocol/votes.ts";
import type { TextTokens } from "../../protocol/tokens.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { ShownOptions } from "../../runfile/shownStep.ts";
import { isActive } from "../../protocol/activeRun.ts";
import { withWarning } from "../../protocol/runView.ts";
import { Listeners } from "./listeners.ts";
import type { ShownPlaces } from "./shownPlaces.ts";

/** Why each cannot be done, in a sentence without its full stop; undefined where it can. */
export interface Refused {
  readonly stop: string | undefined;
  readonly refine: string | undefined;
  readonly resume: string | undefined;
  readonly save: string | undefined;
}

export class Session {
  /** Path of the run's file: no two sessions have the same. */
  readonly id: string;
  readonly #open: (path: string) => Promise<RunDocument>;
  readonly #listeners = new Listeners();
  /** The run as it is, and the same with what is to be said of its file. */
  #run: RunView;
  #note: string | undefined;
  #view: RunView;
  #document: Promise<RunDocument> | undefined;
  #isClosed = false;

  readonly #places: ShownPlaces | undefined;
  #place: ShownPlace;

  /** @param open makes the document, when it is first needed: of a run that is being loaded there is none yet */
  constructor(view: RunView, open: (path: string) => Promise<RunDocument>, places?: ShownPlaces) {
    this.#run = view;
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

  /** What the person has said so far of its particles; undefined where it does not wait. */
  get ballot(): Ballot | undefined {
    return ballotOf(this.#view, this.#place.ballot);
  }

  /** Throws why the vote does not count. */
  vote(step: number, particle: number, deed: VoteDeed): void {
    const ballot = this.ballot ?? { step, cast: [] };
    const cast = castBy(ballot, particle, deed);
    const refused = refusedVote(this.#view, step, cast);
    if (refused !== undefined) throw new SteeringError("steering-invalid", refused);
    this.#said(withVote(ballot, cast));
  }

  /** Takes the last vote back, if there is one. */
  unvote(): void {
    if (this.ballot !== undefined) this.#said(withoutLast(this.ballot));
  }

  #said(ballot: Ballot): void {
    this.look({ ...this.#place, ballot });
    this.#listeners.call();
  }

  /** Nobody looks at it any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get refused(): Refused {
    return {
      stop: isActive(this.#view) ? undefined : "The run has ended",
      refine: refusedRefinement(this.#view),
      resume: refusedResumption(this.#view),
      save: refusedSaving(this.#view),
    };
  }

  /** Called back when the view is another. */
  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** The run has gone on. */
  update(view: RunView): void {
    if (!this.#isClosed) this.#show(view);
  }

  /** The run's files, as far as they are written. Throws `run-file` where there are none, or they cannot be read. */
  async document(): Promise<RunDocument> {
    const known = this.#document !== undefined;
    const document = await this.#opened();
    if (known) await document.refresh();
    return document;
  }

  /** The document that its view was made of: steps come from the same file. It is closed with the session. */
  adopt(document: RunDocument): void {
    if (this.#document === undefined && !this.#isClosed) this.#document = Promise.resolve(document);
    else void document[Symbol.asyncDispose]();
  }

  /**
   * Its file may be other than it was. Takes in what was added to it, shows another one that is there in its place, and says so; where there is none that can be
   * read, what was shown stays, with a sentence.
   *
   * @param isOwn the run is of this window: its events tell what is added
   */
  async follow({ isOwn }: { readonly isOwn: boolean }): Promise<void> {
    if (this.#isClosed || isActive(this.#run)) return;
    try {
      const wasOpen = this.#document !== undefined;
      const document = await this.#opened();
      const standing = await document.standing();
      if (standing === "gone") this.#show(this.#run, fileGone(this.id));
      else if (standing === "other") await this.#reopen();
      else await this.#grow(document, { isTold: isOwn, wasOpen });
    } catch (error) {
      if (!this.#isClosed) this.#show(this.#run, fileUnreadable(error));
    }
  }

  /** @param isTold what is new in the file comes by the run's events */
  async #grow(
    document: RunDocument,
    { isTold, wasOpen }: { readonly isTold: boolean; readonly wasOpen: boolean },
  ): Promise<void> {
    // What was said of another file in its place is true of it still.
    const note = this.#note === fileReplaced(this.id) ? this.#note : undefined;
    const known = document.wholeBytes;
    if (!isTold) await document.refresh();
    if (isTold || (wasOpen && document.wholeBytes === known)) this.#show(this.#run, note);
    else this.#show(await viewOf(document, this.#run.edition), note);
  }

  /** A scored step as it was told, counted over all iterations, pictures included. Throws `run-file`. */
  async scoredStep(index: number, options?: ShownOptions): Promise<StepScoring> {
    const document = await this.document();
    const { shownStep } = await import("../../runfile/shownStep.ts");
    return shownStep(document, await document.step(index), options);
  }

  /** The latest scored step of that number, pictures included. Throws `run-file` where there is none. */
  async stepNumbered(step: number, options?: ShownOptions): Promise<StepScoring> {
    return this.scoredStep(this.#latest(await this.document(), step), options);
  }

  /** How a particle's text came to be, as it was at the latest scored step of that number, or at the newest one. Throws `run-file` where that cannot be told. */
  async tokens(step: number | undefined, particle: number): Promise<TextTokens> {
    const document = await this.document();
    const { textTokens } = await import("../../runfile/textTokens.ts");
    return textTokens(document, this.#latest(document, step), particle);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    const document = await this.#document?.catch(() => undefined);
    await document?.[Symbol.asyncDispose]();
  }

  /** Undefined: the newest. */
  #latest(document: RunDocument, step: number | undefined): number {
    for (let index = document.stepCount - 1; index >= 0; index -= 1) {
      if (step === undefined || document.keyOf(index).step === step) return index;
    }
    throw new SteeringError("run-file", `${this.id} has no scored step${step === undefined ? "" : ` ${step}`}.`);
  }

  async #opened(): Promise<RunDocument> {
    if (this.#isClosed) throw new SteeringError("run-file", `${this.id} is not open any more. Open it again.`);
    const opening = (this.#document ??= this.#open(this.id));
    try {
      return await opening;
    } catch (error) {
      if (this.#document === opening) this.#document = undefined;
      throw error;
    }
  }

  /** The old document stays where the new one cannot be shown. */
  async #reopen(): Promise<void> {
    const before = this.#document;
    const document = await this.#open(this.id);
    try {
      const view = await viewOf(document, (this.#run.edition ?? 0) + 1);
      if (this.#isClosed) throw abortError();
      this.#document = Promise.resolve(document);
      this.#show(view, isCopy(await before, document) ? undefined : fileReplaced(this.id));
    } catch (error) {
      await document[Symbol.asyncDispose]();
      throw error;
    }
    await (await before)?.[Symbol.asyncDispose]();
  }

  #show(run: RunView, note?: string): void {
    if (run === this.#run && note === this.#note) return;
    this.#run = run;
    this.#note = note;
    this.#view = note === undefined ? run : withWarning(run, note);
    this.#listeners.call();
  }
}

async function viewOf(document: RunDocument, edition: number | undefined): Promise<RunView> {
  const { viewOfDocument } = await import("../../report/documentView.ts");
  const view = await viewOfDocument(document);
  return edition === undefined ? view : { ...view, edition };
}

function fileGone(path: string): string {
  return `The file of this run is gone: ${path} was deleted or moved. The run is shown from what is still open of it, until this is closed: put the file back, or run again.`;
}

function fileReplaced(path: string): string {
  return `${path} is another file than it was: the run is shown as it is there now.`;
}

function fileUnreadable(error: unknown): string {
  return `The file of this run was changed, and the run is shown as it was before: ${sentenceOf(error)}`;
}

/** The same run, put back from elsewhere. */
function isCopy(before: RunDocument | undefined, now: RunDocument): boolean {
  return now.wholeBytes === before?.wholeBytes && isDeepStrictEqual(now.header, before.header);
}
