/** Runs one probe in a child and turns every way in which it can end into a measurement. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { abortError, messageOf } from "../../errors.ts";
import { loadComplaint } from "../cuda/cudaFolder.ts";
import { isMemoryComplaint } from "../onnx/memory.ts";
import type { ProbeReply, ProbeRequest, TimedProbeRequest } from "./probe/messages.ts";
import type { Provider } from "../onnx/provider.ts";

/** How a provider did. `reason`: why it cannot be used, if so. */
export interface Measurement {
  readonly provider: Provider;
  readonly milliseconds: number | undefined;
  readonly reason: string | undefined;
  /** Largest difference of its numbers to the CPU's, where both were tried. */
  readonly agreement?: number | undefined;
  /** Of a reason that may be gone soon: a busy machine, memory that something else has, a signal from elsewhere. */
  readonly isPassing?: boolean | undefined;
}

/** A measurement as its child gave it: with numbers to compare. */
export interface Probed extends Measurement {
  readonly output?: Float32Array;
}

/** What native code dies of by itself. */
const crashes: ReadonlySet<string> = new Set(["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"]);

/** `dist/probe.mjs` when bundled; from source, Node strips the types. */
const probeEntry = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./probe/main.ts" : "./probe.mjs", import.meta.url),
);

/** Never rejects but with `AbortError`; the child is gone when it settles. `limit` in milliseconds. */
export function probeProvider(
  request: ProbeRequest,
  limit: number,
  signal: AbortSignal,
  entry: string = probeEntry,
): Promise<Probed> {
  const { provider } = request;
  return new Promise((settle, reject) => {
    if (signal.aborted) return reject(abortError());
    const child = fork(entry, [], {
      serialization: "advanced",
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let reply: ProbeReply | undefined;
    let late = false;
    let complaint = "";
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, limit);
    const onAbort = () => child.kill("SIGKILL");
    signal.addEventListener("abort", onAbort, { once: true });
    const end = (outcome: string, killedBy: NodeJS.Signals | null, isStarted = true) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      // A terminal's Ctrl-C goes to this process and to its child, and may be told here second: nothing against the device, which would be remembered.
      if (signal.aborted || killedBy === "SIGINT") return reject(abortError());
      if (reply !== undefined && "milliseconds" in reply) {
        const { milliseconds, output } = reply;
        return settle({ provider, milliseconds, reason: undefined, ...(output && { output }) });
      }
      const said = loadComplaint(complaint) ?? reply?.failure;
      const reason = said ?? (late ? `it gave no answer within ${Math.round(limit / 1000)} s` : outcome);
      const isFromElsewhere = said === undefined && (!isStarted || (killedBy !== null && !crashes.has(killedBy)));
      const isPassing = isFromElsewhere || isMemoryComplaint(new Error(reason));
      settle({ provider, milliseconds: undefined, reason, ...(isPassing && { isPassing }) });
    };
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-2000)));
    child.once("message", (message) => (reply = message as ProbeReply));
    child.once("error", (error) => end(`its process could not be started: ${messageOf(error)}`, null, false));
    child.once("close", (code, killedBy) => end(deathOf(code, killedBy, complaint), killedBy));
    child.send({ ...request, limit } satisfies TimedProbeRequest, (error) => {
      if (error !== null) child.kill("SIGKILL");
    });
  });
}

function deathOf(code: number | null, killedBy: NodeJS.Signals | null, complaint: string): string {
  const last = complaint.trim().split("\n").at(-1) ?? "";
  return `its process died (${killedBy ?? `exit code ${code}`})${last === "" ? "" : `: ${last}`}`;
}
