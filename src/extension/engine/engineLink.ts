/**
 * A running engine that takes calls. Loaded when the engine is first needed: the RPC library alone is half of all that the
 * extension consists of. Knows not VS Code.
 */
import { call } from "../../protocol/call.ts";
import {
  comparisonEvent,
  engineLog,
  engineRequest,
  rewardInspected,
  runEvent,
  sweepEvent,
  type EngineCalls,
  type EngineListener,
} from "../../protocol/engine.ts";
import { startEngineProcess, type EngineExit } from "./engineProcess.ts";

export interface EngineLinkOptions extends EngineListener {
  /** Absolute path of the engine's bundle. */
  readonly script: string;
  readonly log: EngineLog;
}

export interface EngineLink extends EngineCalls, Disposable {
  /** Resolves once it has ended; by then every pending call has been rejected. */
  readonly exited: Promise<EngineExit>;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): void;
}

export function startEngineLink({
  script,
  log,
  onRunEvent,
  onComparisonEvent,
  onSweepEvent,
  onInspected,
}: EngineLinkOptions): EngineLink {
  const engine = startEngineProcess(script, (line) => log.warn(`engine: ${line}`));
  const { connection, exited } = engine;
  log.info(`Engine started (process ${engine.pid ?? "none"}).`);
  connection.onNotification(engineLog, ({ level, message }) => log[level](message));
  connection.onNotification(runEvent, ({ id, event }) => onRunEvent(id, event));
  connection.onNotification(comparisonEvent, ({ id, event }) => onComparisonEvent(id, event));
  connection.onNotification(sweepEvent, ({ id, event }) => onSweepEvent(id, event));
  connection.onNotification(rewardInspected, ({ id, inspected }) => onInspected(id, inspected));
  connection.listen();
  return {
    exited,
    call: (method, parameters, signal) => call(connection, engineRequest(method), parameters, signal),
    kill: () => engine.kill(),
    [Symbol.dispose]: () => engine[Symbol.dispose](),
  };
}

/** Where the engine's own lines go. */
export interface EngineLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
