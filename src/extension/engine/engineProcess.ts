/** The engine as a child process: starts it, speaks JSON-RPC with it, tells when and why it ended. Knows not VS Code. */
import { fork, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import {
  IPCMessageReader,
  IPCMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { withHugePages } from "../../runtime/onnx/hugePages.mjs";

export interface EngineExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not even be started. */
  readonly error: Error | undefined;
}

export interface EngineProcess extends Disposable {
  readonly pid: number | undefined;
  readonly connection: MessageConnection;
  /** Resolves once it has ended; by then every pending call has been rejected. */
  readonly exited: Promise<EngineExit>;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): void;
}

/** What it prints outside the protocol: native warnings, the last words of a crash. */
export type OutputSink = (line: string) => void;

const patience = 2000;

export function startEngineProcess(script: string, onOutput: OutputSink): EngineProcess {
  const child = fork(script, [], {
    // In a desktop VS Code the extension host is Electron, which is Node only when told so.
    env: { ...withHugePages(process.env), ELECTRON_RUN_AS_NODE: "1" },
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const exited = exitOf(child).then((exit) => {
    connection.dispose();
    return exit;
  });
  eachLine(child.stdout, onOutput);
  eachLine(child.stderr, onOutput);
  connection.onError(([error]) => onOutput(`The link to the engine: ${error.message}`));
  return {
    pid: child.pid,
    connection,
    exited,
    kill: () => void child.kill("SIGKILL"),
    [Symbol.dispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // A closed channel tells the engine to leave; a native call that it is in may take its time.
      if (child.connected) child.disconnect();
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      timer.unref();
      void exited.then(() => clearTimeout(timer));
    },
  };
}

function exitOf(child: ChildProcess): Promise<EngineExit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal, error: undefined }));
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
  });
}

function eachLine(stream: Readable | null, onOutput: OutputSink): void {
  if (stream !== null) createInterface({ input: stream }).on("line", onOutput);
}
