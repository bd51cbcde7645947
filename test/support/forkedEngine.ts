/** A real engine in a real child process, as the extension host has it. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import {
  IPCMessageReader,
  IPCMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { call } from "../../src/protocol/call.ts";
import type { BranchPlace } from "../../src/protocol/branch.ts";
import { engineRequest, runEvent, sweepEvent, type EngineSettings } from "../../src/protocol/engine.ts";
import type { GoOnUntil } from "../../src/protocol/goOn.ts";
import { bySize, defaultRewardLimits } from "../../src/protocol/limits.ts";
import type { Judgement, ReplayReport } from "../../src/protocol/replay.ts";
import type { RunEvent, RunResult } from "../../src/protocol/run.ts";
import type { StepVotes } from "../../src/protocol/votes.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import type { SweepAxes, SweepEvent, SweepResult } from "../../src/protocol/sweep.ts";

export const repository = resolve(import.meta.dirname, "..", "..");

export interface ForkedEngine extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  /** Starts a run from what differs from a small default; `events` fill up while it goes on. */
  run(request: object, options?: RunOptions): Promise<RunResult>;
  /** Goes on with a run that was cut off, or waits. */
  resume(runFile: string, options?: ResumeOptions): Promise<RunResult>;
  /** Runs a grid of what differs from a small default, or goes on with it. */
  sweep(folder: string, axes: Partial<SweepAxes>, request?: object, options?: SweepOptions): Promise<SweepResult>;
  /** Goes on with a run that came to its end. */
  goOn(runFile: string, until: GoOnUntil, options?: Omit<RunOptions, "runFile">): Promise<RunResult>;
  /** What a reward says of a finished run's final particles. */
  judge(runFile: string, reward: object): Promise<Judgement>;
  /** Weighs a finished run by its rewards as they are now. */
  replay(runFile: string): Promise<ReplayReport>;
}

export interface RunOptions {
  readonly runFile?: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** Where in another run it begins. */
  readonly from?: BranchPlace;
  /** The run that it repeats. */
  readonly repeats?: string;
}

export interface SweepOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SweepEvent) => void;
}

export interface ResumeOptions extends Omit<RunOptions, "runFile"> {
  readonly votes?: StepVotes | undefined;
}

export const builtin = (name: string, rest: object = {}): object => ({ source: { kind: "builtin", name }, ...rest });
export const file = (path: string, rest: object = {}): object => ({ source: { kind: "file", path }, ...rest });

/** What a test's run is but for what the test says. */
export const smallRun = {
  model: "stories",
  prompt: "Once upon a time",
  rewards: [builtin("sentiment-lexicon")],
  particles: 3,
  steps: 8,
  schedule: { kind: "every", every: 2 },
  draws: 2,
  seed: 1,
};

/** What a test's engine is told but for what the test says. */
export function smallEngine(settings: Partial<EngineSettings> = {}): EngineSettings {
  return {
    modelFolders: [join(repository, "media", "models")],
    embeddedModelFolders: [join(repository, "media", "models")],
    rewardFolders: [repository],
    trusted: true,
    reward: defaultRewardLimits,
    imageChunk: undefined,
    opening: bySize,
    cacheFolder: undefined,
    ...settings,
  };
}

/**
 * @param environment variables besides this process's own
 * @param execPath the Node that it runs in
 */
export async function forkEngine(
  settings: Partial<EngineSettings> = {},
  environment: Readonly<Record<string, string>> = {},
  execPath = process.execPath,
): Promise<ForkedEngine> {
  const child = fork(join(repository, "dist", "engine.mjs"), [], {
    ...{ serialization: "advanced", stdio: "inherit", execPath },
    // Not the flags of the tests' own process: another Node may know others.
    execArgv: [],
    env: { ...process.env, ...environment },
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  child.once("exit", () => connection.dispose());
  connection.listen();
  const listeners = new Map<string, (event: RunEvent) => void>();
  connection.onNotification(runEvent, ({ id, event }) => listeners.get(id)?.(event));
  await call(connection, engineRequest("engine/configure"), smallEngine(settings));
  const sweepListeners = new Map<string, (event: SweepEvent) => void>();
  connection.onNotification(sweepEvent, ({ id, event }) => sweepListeners.get(id)?.(event));
  let count = 0;
  return {
    child,
    connection,
    run(request, { runFile, signal, onEvent, from, repeats } = {}) {
      const id = `run-${++count}`;
      if (onEvent !== undefined) listeners.set(id, onEvent);
      const specification = parseSpecification({ ...smallRun, ...request });
      return call(connection, engineRequest("run/start"), { id, specification, runFile, from, repeats }, signal);
    },
    resume(runFile, { signal, onEvent, votes } = {}) {
      const id = `run-${++count}`;
      if (onEvent !== undefined) listeners.set(id, onEvent);
      return call(connection, engineRequest("run/resume"), { id, runFile, votes }, signal);
    },
    sweep(swept, axes, request = {}, { signal, onEvent } = {}) {
      const id = `sweep-${++count}`;
      if (onEvent !== undefined) sweepListeners.set(id, onEvent);
      const specification = parseSpecification({ ...smallRun, ...request });
      const { strength, particles, potential, seed, prompt } = specification;
      const own = {
        strength: [strength],
        particles: [particles],
        potential: [potential],
        seed: [seed],
        prompt: [prompt],
      };
      const sweep = { specification, axes: { ...own, ...axes } };
      return call(connection, engineRequest("sweep/start"), { id, folder: swept, sweep }, signal);
    },
    goOn(runFile, until, { signal, onEvent } = {}) {
      const id = `run-${++count}`;
      if (onEvent !== undefined) listeners.set(id, onEvent);
      return call(connection, engineRequest("run/goOn"), { id, runFile, until }, signal);
    },
    judge: (runFile, reward) => {
      const [choice] = parseSpecification({ ...smallRun, rewards: [reward] }).rewards;
      return call(connection, engineRequest("run/judge"), { runFile, reward: choice! });
    },
    replay: (runFile) => call(connection, engineRequest("run/replay"), { runFile }),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
