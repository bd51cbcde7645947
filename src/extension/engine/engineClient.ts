/**
 * The engine for the rest of the extension: started on first use, configured, started again after a death. A call either
 * gets its answer or rejects with a SteeringError or an AbortError. Knows not VS Code.
 */
import { performance } from "node:perf_hooks";
import { SteeringError, isAbort } from "../../errors.ts";
import type { CompareRequest, ComparisonEvent, ComparisonResult } from "../../protocol/comparison.ts";
import type {
  EngineAnswer,
  EngineCalls,
  EngineMethod,
  EngineParameters,
  EngineSettings,
  GoOnRun,
  ResumeRun,
  StartRun,
} from "../../protocol/engine.ts";
import type { DebugReport, DebugRequest, InspectedReward } from "../../protocol/rewardDebug.ts";
import { isDeviceLost } from "../../protocol/resumption.ts";
import type { RunEvent, RunResult } from "../../protocol/run.ts";
import type { SweepEvent, SweepRequest, SweepResult } from "../../protocol/sweep.ts";
import { createCrashGuard } from "./crashGuard.ts";
import { engineDied, engineHeldBack } from "./engineDeath.ts";
import type { EngineLink, EngineLinkOptions, EngineLog } from "./engineLink.ts";

export interface EngineClientOptions {
  /** Absolute path of the engine's bundle. */
  readonly script: string;
  readonly settings: () => EngineSettings;
  readonly log: EngineLog;
}

type RunListener = (event: RunEvent) => void;
type ComparisonListener = (event: ComparisonEvent) => void;
type SweepListener = (event: SweepEvent) => void;
type StartLink = (options: EngineLinkOptions) => EngineLink;

interface Started {
  readonly link: EngineLink;
  /** It takes no other one: its runtime is loaded once. */
  readonly cudaFolder: string | undefined;
  /** Calls that it has not answered. */
  readonly open: Set<Promise<unknown>>;
  configured: Promise<void>;
  /** Why the host itself ended it, if it did. */
  asked: string | undefined;
}

export class EngineClient implements EngineCalls, Disposable {
  readonly #options: EngineClientOptions;
  readonly #guard = createCrashGuard();
  readonly #runs = new Map<string, RunListener>();
  readonly #comparisons = new Map<string, ComparisonListener>();
  readonly #sweeps = new Map<string, SweepListener>();
  readonly #debugged = new Map<string, (inspected: InspectedReward) => void>();
  readonly #retired = new Set<Started>();
  #started: Started | undefined;
  #disposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  call<Method extends EngineMethod>(
    method: Method,
    parameters: EngineParameters<Method>,
    signal?: AbortSignal,
  ): Promise<EngineAnswer<Method>> {
    return this.#ask((link) => link.call(method, parameters, signal));
  }

  /** Events come in order and end before the promise settles. */
  async run(start: StartRun, onEvent: RunListener, signal: AbortSignal): Promise<RunResult> {
    return heard(this.#runs, start.id, onEvent, () => this.call("run/start", start, signal));
  }

  /** As `run`. */
  async goOn(request: GoOnRun, onEvent: RunListener, signal: AbortSignal): Promise<RunResult> {
    return heard(this.#runs, request.id, onEvent, () => this.call("run/goOn", request, signal));
  }

  /** As `run`. */
  async resume(request: ResumeRun, onEvent: RunListener, signal: AbortSignal): Promise<RunResult> {
    return heard(this.#runs, request.id, onEvent, () => this.call("run/resume", request, signal));
  }

  /** As `run`. */
  async compare(request: CompareRequest, onEvent: ComparisonListener, signal: AbortSignal): Promise<ComparisonResult> {
    return heard(this.#comparisons, request.id, onEvent, () => this.call("comparison/start", request, signal));
  }

  /** As `run`. */
  async sweep(request: SweepRequest, onEvent: SweepListener, signal: AbortSignal): Promise<SweepResult> {
    return heard(this.#sweeps, request.id, onEvent, () => this.call("sweep/start", request, signal));
  }

  /** `onInspected` is called when the reward's process waits for its debugger. */
  async debug(
    request: DebugRequest,
    onInspected: (inspected: InspectedReward) => void,
    signal: AbortSignal,
  ): Promise<DebugReport> {
    return heard(this.#debugged, request.id, onInspected, () => this.call("rewards/debug", request, signal));
  }

  /** Tells a running engine of changed settings; one that is not running reads them when it starts. */
  async reconfigure(): Promise<void> {
    const started = this.#started;
    if (started === undefined) return;
    if (started.cudaFolder !== this.#options.settings().cudaFolder) {
      void this.#retire(started, "the folder of CUDA's libraries is another one now; the next call starts it again.");
      return;
    }
    started.configured = this.#configure(started.link);
    await this.#ask(() => Promise.resolve());
  }

  /** Ends the engine in the middle of whatever it does, and one that has only to finish; the next call starts another. */
  restart(reason: string): void {
    this.#guard.reset();
    for (const living of this.#living) {
      living.asked = reason;
      living.link.kill();
    }
    this.#started = undefined;
  }

  /** Stops a run once its next scored step is kept, in whichever engine has it: to one that has not it says nothing. Starts none. */
  async halt(id: string): Promise<void> {
    await Promise.all(this.#living.map((living) => waitedFor(living, living.link.call("run/halt", { id }))));
  }

  /** It finishes what it has been asked; whatever comes next is asked of another. */
  async #retire(started: Started, reason: string): Promise<void> {
    if (this.#started !== started) return;
    this.#started = undefined;
    this.#retired.add(started);
    // Asked to halt its run, it is asked more than it was when it was retired.
    while (started.open.size > 0) await Promise.allSettled(started.open);
    this.#retired.delete(started);
    started.asked ??= reason;
    started.link[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const living of this.#living) {
      living.asked = "FK Steering is shutting down.";
      living.link[Symbol.dispose]();
    }
  }

  /** The one that takes calls, and those that finish what they were asked before. */
  get #living(): readonly Started[] {
    return [...this.#retired, ...(this.#started === undefined ? [] : [this.#started])];
  }

  async #ask<Result>(send: (link: EngineLink) => Promise<Result>): Promise<Result> {
    const { startEngineLink } = await import("./engineLink.ts");
    const started = this.#running(startEngineLink);
    const answer = (async () => {
      await started.configured;
      return await send(started.link);
    })();
    try {
      return await waitedFor(started, answer);
    } catch (error) {
      // What was loaded on it is lost for as long as the process lives: ONNX Runtime makes no device anew.
      if (isDeviceLost(error)) void this.#retire(started, "its device failed; the next call starts it again.");
      if (error instanceof SteeringError || isAbort(error)) throw error;
      // The link broke, or the engine answered with something that is not ours: a death explains it better.
      const exit = await Promise.race([started.link.exited, after(500)]);
      throw exit === undefined ? error : engineDied(exit, started.asked);
    }
  }

  #running(start: StartLink): Started {
    if (this.#disposed)
      throw new SteeringError("engine-died", "FK Steering is shutting down: the engine takes no calls.");
    if (this.#started !== undefined) return this.#started;
    const wait = this.#guard.wait(performance.now());
    if (wait > 0) throw engineHeldBack(wait);
    this.#started = this.#start(start);
    return this.#started;
  }

  #start(start: StartLink): Started {
    const { script, log } = this.#options;
    const link = start({
      script,
      log,
      onRunEvent: (id, event) => this.#runs.get(id)?.(event),
      onComparisonEvent: (id, event) => this.#comparisons.get(id)?.(event),
      onSweepEvent: (id, event) => this.#sweeps.get(id)?.(event),
      onInspected: (id, inspected) => this.#debugged.get(id)?.(inspected),
    });
    const settings = this.#options.settings();
    const { cudaFolder } = settings;
    const configured = this.#configure(link, settings);
    const started: Started = { link, cudaFolder, open: new Set(), configured, asked: undefined };
    void this.#watch(started);
    return started;
  }

  async #watch(started: Started): Promise<void> {
    const { log } = this.#options;
    const exit = await started.link.exited;
    if (this.#started === started) this.#started = undefined;
    if (started.asked === undefined) {
      this.#guard.died(performance.now());
      log.error(engineDied(exit, undefined).message);
    } else log.info(`The engine was ended: ${started.asked}`);
  }

  #configure(link: EngineLink, settings = this.#options.settings()): Promise<void> {
    const configured = link.call("engine/configure", settings);
    // Whoever calls first sees the failure; nobody may.
    configured.catch(() => {});
    return configured;
  }
}

/** An engine that has only to finish is not ended before its answer is there. */
function waitedFor<Result>({ open }: Started, answer: Promise<Result>): Promise<Result> {
  open.add(answer);
  const settled = (): void => void open.delete(answer);
  answer.then(settled, settled);
  return answer;
}

/** The events with that id go to the listener for as long as the task goes on. */
async function heard<Listener, Result>(
  listeners: Map<string, Listener>,
  id: string,
  listener: Listener,
  task: () => Promise<Result>,
): Promise<Result> {
  listeners.set(id, listener);
  try {
    return await task();
  } finally {
    listeners.delete(id);
  }
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
