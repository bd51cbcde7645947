/**
 * The runs of this session: starts them through the engine, keeps how each one stands. The engine runs one at a time and
 * queues the others. Knows not VS Code.
 */
import type { RunView } from "../../protocol/panel.ts";
import type { RunEvent, RunResult } from "../../protocol/run.ts";
import type { RunSpecification } from "../../protocol/specification.ts";
import type { ResumeRun, StartRun } from "../../protocol/engine.ts";
import { endLine, eventLines, startLine } from "./runLog.ts";
import { isActive } from "../../protocol/activeRun.ts";
import { newRunView, withEvent, withFailure, withResult, withWarning } from "../../protocol/runView.ts";

export interface Run {
  readonly id: string;
  readonly runFile: string;
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
  /** Stops it once its next scored step is kept. */
  readonly halt: (id: string) => void;
  /** Ends the engine in the middle of a call. */
  readonly abandon: (reason: string) => void;
  readonly onChange: (view: RunView) => void;
  readonly onLog: (line: string) => void;
}

interface Entry {
  view: RunView;
  readonly runFile: string;
  readonly abort: AbortController;
}

type Begun = (onEvent: (event: RunEvent) => void, signal: AbortSignal) => Promise<RunResult>;

export class RunController {
  readonly #options: RunControllerOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: RunControllerOptions) {
    this.#options = options;
  }

  /** @param made where in another run it begins, and which run it repeats */
  start(
    specification: RunSpecification,
    runFile: string,
    warnings: readonly string[] = [],
    made: Pick<StartRun, "from" | "repeats"> = {},
  ): Run {
    const id = runFile;
    this.#options.onLog(startLine(specification, runFile));
    const { from, repeats } = made;
    const view = { ...newRunView(id, specification), ...(from === undefined ? {} : { origin: from }) };
    return this.#begin(warnings.reduce(withWarning, view), (onEvent, signal) =>
      this.#options.execute({ id, specification, runFile, warnings, from, repeats }, onEvent, signal),
    );
  }

  /** @param reached as its file tells it */
  resume(reached: RunView): Run {
    const { failedOf: _, ...view } = reached;
    const { id, step, steps } = view;
    this.#options.onLog(`Run: resumed at step ${step} of ${steps} → ${id}`);
    return this.#begin({ ...view, status: "loading", message: "Resuming." }, (onEvent, signal) =>
      this.#options.resume({ id, runFile: id }, onEvent, signal),
    );
  }

  view(id: string): RunView | undefined {
    return this.#entries.get(id)?.view;
  }

  /** Runs that have not ended, in the order in which they were started. */
  active(): RunView[] {
    return [...this.#entries.values()].map(({ view }) => view).filter(isActive);
  }

  /** The first call stops it after the model call that it is in; a second one ends the engine at once. */
  stop(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || !isActive(entry.view)) return;
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

  #begin(view: RunView, execute: Begun): Run {
    const { id } = view;
    const entry: Entry = { view, runFile: id, abort: new AbortController() };
    this.#entries.set(id, entry);
    this.#options.onChange(view);
    return { id, runFile: id, ended: this.#follow(id, entry, execute) };
  }

  async #follow(id: string, entry: Entry, execute: Begun): Promise<RunOutcome> {
    try {
      const result = await execute((event) => this.#on(entry, event), entry.abort.signal);
      this.#set(entry, withResult(entry.view, result));
      return { view: entry.view, error: undefined };
    } catch (error) {
      // Whatever it failed of, a run that was told to stop has stopped.
      const ending = entry.abort.signal.aborted ? entry.abort.signal.reason : error;
      this.#set(entry, withFailure(entry.view, ending));
      return { view: entry.view, error: ending };
    } finally {
      this.#options.onLog(endLine(entry.view));
      this.#forgetOld(id);
    }
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

  /** What ended is in its file: only the newest is kept at hand. */
  #forgetOld(newest: string): void {
    for (const [id, { view }] of this.#entries) if (id !== newest && !isActive(view)) this.#entries.delete(id);
  }
}
