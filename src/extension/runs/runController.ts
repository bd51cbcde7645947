/**
 * The runs of this session: asks the engine for one at a time, and keeps how each one stands. Knows not VS Code.
 */
import { abortError, SteeringError } from "../../errors.ts";
import type { RunView } from "../../protocol/panel.ts";
import type { RunEvent, RunResult } from "../../protocol/run.ts";
import { untilWords, type GoOnUntil } from "../../protocol/goOn.ts";
import type { GoOnRun, ResumeRun, StartRun } from "../../protocol/engine.ts";
import { isPause } from "../../protocol/pause.ts";
import type { StepVotes } from "../../protocol/votes.ts";
import { endLine, eventLines, startLine } from "./runLog.ts";
import { isActive } from "../../protocol/activeRun.ts";
import { newRunView, withEvent, withFailure, withResult, withWarning } from "../../protocol/runView.ts";
import type { AskedRun } from "../queue/askedRun.ts";
import { failedRun, FailedRuns } from "../queue/failedRuns.ts";
import { Queue } from "../queue/queue.ts";

export interface Run {
  readonly id: string;
  readonly runFile: string;
  /** Resolves when its turn has come; never, where it is taken out of the queue before. */
  readonly begun: Promise<void>;
  /** Resolves when it has ended, however it did; never rejects. */
  readonly ended: Promise<RunOutcome>;
}

export interface RunOutcome {
  readonly view: RunView;
  /** Undefined when it ended well. */
  readonly error: unknown;
}

type Execute<Request> = (
  request: Request,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
) => Promise<RunResult>;

export interface RunControllerOptions {
  /** Runs in the engine. */
  readonly execute: Execute<StartRun>;
  /** Goes on there with a run that was cut off. */
  readonly resume: Execute<ResumeRun>;
  /** Goes on there with a run that came to its end. */
  readonly goOn: Execute<GoOnRun>;
  /** Stops it once its next scored step is kept. */
  readonly halt: (id: string) => void;
  /** Ends the engine in the middle of a call. */
  readonly abandon: (reason: string) => void;
  readonly onChange: (view: RunView) => void;
  readonly onLog: (line: string) => void;
}

/** How a run is entered. */
export interface Entering {
  readonly warnings?: readonly string[];
  /** It waits until the queue goes on, though nothing be before it. */
  readonly patient?: boolean;
  /** Of one that waits for a person: what that person says. */
  readonly votes?: StepVotes | undefined;
}

interface Entry {
  view: RunView;
  readonly asked: AskedRun;
  /** As it waited for a person, where it is to go on from there. */
  readonly waiting: RunView | undefined;
  readonly abort: AbortController;
  readonly over: PromiseWithResolvers<RunOutcome>;
  hasWaited: boolean;
}

type Begun = (onEvent: (event: RunEvent) => void, signal: AbortSignal) => Promise<RunResult>;

export class RunController {
  readonly #options: RunControllerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly queue = new Queue();
  readonly failed = new FailedRuns();

  constructor(options: RunControllerOptions) {
    this.#options = options;
  }

  /** When those before it are over. */
  start(asked: Extract<AskedRun, { kind: "run" }>, runFile: string, entering: Entering = {}): Run {
    const { specification, from, repeats } = asked;
    const { warnings = [] } = entering;
    const view = { ...newRunView(runFile, specification), ...(from === undefined ? {} : { origin: from }) };
    return this.#enter(warnings.reduce(withWarning, view), { asked, entering }, (onEvent, signal) => {
      this.#options.onLog(startLine(specification, runFile));
      return this.#options.execute({ id: runFile, specification, runFile, warnings, from, repeats }, onEvent, signal);
    });
  }

  /** @param reached as its file tells it */
  resume(reached: RunView, entering: Entering = {}): Run {
    const { failedOf: _, ...view } = reached;
    const { id, step, steps } = view;
    const loading = { ...view, status: "loading", message: "Resuming." } as const;
    const { votes } = entering;
    const waiting = reached.status === "paused" ? reached : undefined;
    return this.#enter(loading, { asked: { kind: "resume", runFile: id }, waiting, entering }, (onEvent, signal) => {
      this.#options.onLog(`Run: resumed at step ${step} of ${steps} → ${id}`);
      return this.#options.resume({ id, runFile: id, votes }, onEvent, signal);
    });
  }

  /**
   * @param reached as its file tells it
   * @param reread the same when it goes on no further: what had begun by then is none of it
   */
  goOn(reached: RunView, until: GoOnUntil, reread: () => Promise<RunView>, entering: Entering = {}): Run {
    const { id } = reached;
    const loading = { ...reached, status: "loading", message: "Going on." } as const;
    const asked = { kind: "goOn", runFile: id, until } as const;
    return this.#enter(loading, { asked, entering, reread }, (onEvent, signal) => {
      this.#options.onLog(`Run: goes on ${untilWords(until)} → ${id}`);
      return this.#options.goOn({ id, runFile: id, until }, onEvent, signal);
    });
  }

  view(id: string): RunView | undefined {
    return this.#entries.get(id)?.view;
  }

  /** What a run of this session was asked to be. */
  asked(id: string): AskedRun | undefined {
    return this.#entries.get(id)?.asked;
  }

  /** Runs that have not ended: the one that goes on, and those that wait, in their order. */
  active(): RunView[] {
    return [this.queue.current ?? [], ...this.queue.waiting]
      .flat()
      .flatMap((id) => this.view(id) ?? [])
      .filter(isActive);
  }

  /** Whether a run's file is still to be read or written: it goes on, waits or has failed, or one that does begins from it. */
  needs(path: string): boolean {
    if (isActive(this.view(path)) || this.failed.get(path) !== undefined) return true;
    const ids = [this.queue.current ?? [], ...this.queue.waiting].flat();
    const all = [...ids.flatMap((id) => this.asked(id) ?? []), ...this.failed.all.map(({ asked }) => asked)];
    return all.some((asked) => asked.kind === "run" && (asked.from?.run === path || asked.repeats === path));
  }

  /** The first call stops it after the model call that it is in; a second one ends the engine at once. What waits is taken out of the queue. */
  stop(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || !isActive(entry.view)) return;
    if (this.queue.leave(id)) {
      this.#end(entry, abortError());
      return;
    }
    if (entry.abort.signal.aborted) {
      this.#options.abandon("the run was stopped in the middle of a model call. The next run starts it again.");
      return;
    }
    entry.abort.abort();
    this.#set(entry, {
      ...entry.view,
      stopping: "now",
      message: "Stopping after this model call; stop again to end the engine at once.",
    });
  }

  /** Once its next scored step is kept whole, so that resuming it loses nothing. What has no step yet stops at once. */
  stopAfterStep(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || !isActive(entry.view) || entry.view.stopping !== undefined) return;
    if (entry.view.status !== "running") {
      this.stop(id);
      return;
    }
    this.#options.halt(id);
    this.#set(entry, { ...entry.view, stopping: "after step", message: "Stopping after its next scored step." });
  }

  /** Throws `specification-invalid` for one that goes on or waits already. `reread`: the run as its file tells it, when it goes on no further; absent: as it was told. */
  #enter(
    view: RunView,
    {
      asked,
      waiting,
      entering,
      reread,
    }: Pick<Entry, "asked"> & { waiting?: Entry["waiting"]; entering: Entering; reread?: () => Promise<RunView> },
    execute: Begun,
  ): Run {
    const { id } = view;
    if (isActive(this.view(id)))
      throw new SteeringError("specification-invalid", `${id} goes on or waits already: let it come to its end first.`);
    const abort = new AbortController();
    const over = Promise.withResolvers<RunOutcome>();
    const entry: Entry = { view, asked, waiting, abort, over, hasWaited: false };
    this.failed.forget(id);
    const begun = Promise.withResolvers<void>();
    this.#entries.set(id, entry);
    const begin = (): Promise<void> => {
      this.#set(entry, view);
      begun.resolve();
      return this.#follow(entry, execute, reread);
    };
    this.queue.enter(id, begin, { patient: entering.patient === true });
    if (this.queue.current !== id) {
      entry.hasWaited = true;
      this.#set(entry, { ...view, status: "queued", message: "Waiting for its turn." });
    }
    return { id, runFile: id, begun: begun.promise, ended: entry.over.promise };
  }

  async #follow(entry: Entry, execute: Begun, reread?: () => Promise<RunView>): Promise<void> {
    const asRead = async (): Promise<RunView | undefined> => reread?.().catch(() => undefined);
    try {
      const result = await execute((event) => this.#on(entry, event), entry.abort.signal);
      this.#set(entry, (await asRead()) ?? withResult(entry.view, result));
      this.#end(entry, undefined);
    } catch (error) {
      // Whatever it failed of, a run that was told to stop has stopped.
      this.#end(entry, entry.abort.signal.aborted ? entry.abort.signal.reason : error, await asRead());
    }
  }

  #end(entry: Entry, error: unknown, asRead?: RunView): void {
    const isAmongOthers = entry.hasWaited || this.queue.waiting.length > 0;
    if (error !== undefined) {
      const view = asRead ?? stillWaiting(entry, error) ?? withFailure(entry.view, error);
      if (view.status === "failed" && isAmongOthers) this.failed.add(failedRun(entry.asked, view));
      this.#set(entry, view);
    }
    this.#options.onLog(endLine(entry.view));
    // One failure says nothing of the next run, but for an engine that is not started again.
    if (isHeldBack(error)) this.queue.hold((error as SteeringError).message);
    this.#forgetOld(entry.view.id);
    entry.over.resolve({ view: entry.view, error });
  }

  #on(entry: Entry, event: RunEvent): void {
    eventLines(event).forEach((line) => this.#options.onLog(line));
    const { message, stopping } = entry.view;
    const view = withEvent(entry.view, event);
    this.#set(entry, stopping === undefined ? view : { ...view, message });
  }

  #set(entry: Entry, view: RunView): void {
    entry.view = view;
    this.#options.onChange(view);
  }

  /** What ended is in its file: only the newest is kept at hand. One that waits for a person is whoever's that goes on with it. */
  #forgetOld(newest: string): void {
    for (const [id, { view }] of this.#entries) {
      const isAtHand = id === newest && view.status !== "paused";
      if (!isActive(view) && !isAtHand) this.#entries.delete(id);
    }
  }
}

/** What was refused before it went on: it waits for the person as it did. */
function stillWaiting({ view, waiting }: Entry, error: unknown): RunView | undefined {
  const hasBegun = view.status !== "loading" && view.status !== "queued";
  return isPause(error) || hasBegun ? undefined : waiting;
}

/** The engine has ended too often, and is not started for whoever comes next either. */
function isHeldBack(error: unknown): boolean {
  return error instanceof SteeringError && error.details["isHeldBack"] === true;
}
