/** One child process of a sandbox, from its start to its end, and calls into it that always settle. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { MessageConnection, RequestType } from "vscode-jsonrpc/node";
import { SteeringError, abortError, messageOf, throwIfAborted } from "../../../errors.ts";
import { call } from "../../../protocol/call.ts";
import type { RewardLimits } from "../../../protocol/limits.ts";
import type { InspectedReward } from "../../../protocol/rewardDebug.ts";
import type { WireError } from "../../../protocol/run.ts";
import { debuggedWaits } from "../../../protocol/sandbox.ts";
import { dieWithParent } from "./dieWithParent.ts";
import { linkTo } from "./sandboxLink.ts";
import { canBeInspectedClosed, type SandboxEntry, sandboxArguments, sandboxOptions } from "./sandboxEntry.ts";
import { breachTold, watch } from "./watchdog.ts";
import type { Breach, Watchdog } from "./watching.ts";

/** How the process ended: by the watchdog, by itself, or because nobody needed it any more. */
export interface ProcessEnd {
  readonly breach: Breach | undefined;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly outOfMemory: boolean;
  /** What Node said on the error stream; rewards cannot write there. */
  readonly complaint: string;
}

/** Thrown by calls into a process that ended. */
export class ProcessEnded extends Error {
  readonly end: ProcessEnd;
  constructor(end: ProcessEnd) {
    super("The reward's process ended.");
    this.end = end;
  }
}

export interface RewardProcess {
  readonly running: boolean;
  /**
   * Asks the child. Rejects with `ProcessEnded` when it dies or is killed at the deadline, at once with `AbortError`
   * when stopped; a child that does not let go then is killed soon after.
   */
  ask<Parameters, Result>(
    type: RequestType<Parameters, Result, WireError>,
    parameters: Parameters,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<Result>;
  /** Resolves when a call that was stopped has let go, or the process has been killed for it. */
  idle(): Promise<void>;
  /** Kills it; resolves when it is gone. */
  end(): Promise<void>;
}

/** For Node itself to start, on a busy machine. */
const startMilliseconds = 30_000;
/** For a debugger to come. */
const attachMilliseconds = 600_000;
/** What a stopped call gets to let go. */
const letGoMilliseconds = 250;
const longestComplaint = 16_384;

export interface StartOptions {
  /** The process waits for a debugger, where it says: only a process that is started with this has an inspector. */
  readonly inspect?: ((inspected: InspectedReward) => void) | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** `prepare` adds handlers to the connection before it listens. Throws `ProcessEnded` when the child does not come up, `AbortError` where it was not waited for. */
export async function startRewardProcess(
  entry: SandboxEntry,
  limits: RewardLimits,
  prepare: (connection: MessageConnection, watchdog: Watchdog) => void,
  { inspect, signal: waiting }: StartOptions = {},
): Promise<RewardProcess> {
  const isInspected = inspect !== undefined;
  const child = fork(entry.file, sandboxArguments(limits, isInspected), sandboxOptions(entry, limits, isInspected));
  if (isInspected) tellInspector(child, inspect);
  const connection = linkTo(child);
  const together = dieWithParent(child);
  const state: { breach?: Breach; end?: ProcessEnd } = {};
  const complaint = collect(child);
  const watchdog = watch(child.pid ?? -1, limits.memoryMegabytes, (breach) => (state.breach = breach));
  const ended = endOf(child).then(async ({ exitCode, signal }) => {
    together[Symbol.dispose]();
    await breachTold();
    watchdog[Symbol.dispose]();
    const outOfMemory = /heap out of memory|Allocation failed/u.test(complaint());
    return (state.end = { breach: state.breach, exitCode, signal, outOfMemory, complaint: complaint() });
  });
  const died = ended.then((end): never => {
    throw new ProcessEnded(end);
  });
  died.catch(() => undefined);

  {
    using _ = watchdog.deadline(isInspected ? attachMilliseconds : startMilliseconds);
    const stopped = isInspected ? [whenStopped(child, waiting)] : [];
    await Promise.race([once(child, "message").catch(failToStart), died, ...stopped]);
  }
  prepare(connection, watchdog);
  connection.onError(() => child.kill("SIGKILL"));
  connection.listen();
  void ended.then(() => connection.dispose());
  const alive: Alive = { child, connection, watchdog, died, lettingGo: Promise.resolve() };
  return {
    get running() {
      return state.end === undefined && state.breach === undefined;
    },
    ask: (type, parameters, milliseconds, signal) =>
      ask(alive, (to) => call(to, type, parameters, signal), milliseconds, signal),
    idle: () => alive.lettingGo,
    async end() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Nobody waits for the debugger any more: the process ends, and the start rejects with `AbortError`. */
function whenStopped(child: ChildProcess, signal: AbortSignal | undefined): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => {
      child.kill("SIGKILL");
      reject(abortError());
    };
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
  stopped.catch(() => undefined);
  return stopped;
}

/**
 * From a child's saying that it waits for a debugger until it does, in milliseconds. A debugger that comes before is heard and forgotten, and the child waits for
 * ever: beside other work on all cores that were 9 of 150 without a moment, none of 150 with a quarter of a second, and once of hundreds of whole test runs still.
 */
const untilItWaits = 1000;

/** Node says on its error stream where its inspector listens, and the child that it waits there. */
function tellInspector(child: ChildProcess, inspect: (inspected: InspectedReward) => void): void {
  let text = "";
  const read = (chunk: Buffer | string): void => {
    text += chunk.toString();
    const address = /ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/u.exec(text)?.[0];
    const isReady = address !== undefined && text.includes(debuggedWaits);
    if (!isReady && text.length < longestComplaint) return;
    child.stderr?.off("data", read);
    if (address !== undefined)
      setTimeout(() => child.killed || inspect({ address, filesClosed: canBeInspectedClosed() }), untilItWaits);
  };
  child.stderr?.on("data", read);
}

/** The operating system gave no process: too many of them, too little memory. */
function failToStart(cause: unknown): never {
  const sentence = `The reward's process could not be started: ${messageOf(cause)}. Mend that, then run again.`;
  throw new SteeringError("reward-died", sentence, { cause });
}

interface Alive {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  readonly watchdog: Watchdog;
  readonly died: Promise<never>;
  lettingGo: Promise<void>;
}

async function ask<Result>(
  alive: Alive,
  send: (connection: MessageConnection) => Promise<Result>,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const { child, connection, watchdog, died } = alive;
  throwIfAborted(signal);
  using _ = watchdog.deadline(milliseconds);
  // The signal cancels it over there; below is what happens if that does not help.
  const answer = send(connection);
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => {
      const timer = setTimeout(() => child.kill("SIGKILL"), letGoMilliseconds);
      const settled = (): void => clearTimeout(timer);
      alive.lettingGo = Promise.race([answer, died]).then(settled, settled);
      reject(abortError());
    };
  });
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([answer.catch((error: unknown) => afterDeath(child, died, error)), died, stopped]);
  } finally {
    signal?.removeEventListener("abort", stop);
    stopped.catch(() => undefined);
  }
}

/** An answer that fails because the link broke: the death itself says more. */
async function afterDeath(child: ChildProcess, died: Promise<never>, error: unknown): Promise<never> {
  if (child.connected) throw error;
  return died;
}

function endOf(child: ChildProcess): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    child.once("error", () => {
      if (child.pid === undefined) resolve({ exitCode: null, signal: null });
    });
  });
}

/** The beginning of what the child complains of on its error stream. */
function collect(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    if (text.length < longestComplaint) text += chunk;
  });
  return () => text;
}
