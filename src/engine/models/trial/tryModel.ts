/**
 * Has a model opened in a child first, under a deadline and a memory limit, with this process free to be told to stop. A model that has passed
 * is not tried again while its files stay as they are. Models that come with FK Steering are not tried.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { abortError, messageOf, SteeringError } from "../../../errors.ts";
import type { DeviceName, PrecisionName } from "../../../protocol/runFields.ts";
import { limitsFor, type OpeningLimits } from "../../../protocol/limits.ts";
import { rememberHashes } from "../../../runtime/folders/fileHash.ts";
import { bytesIn, fileTimes } from "../../../runtime/folders/modelFiles.ts";
import { readyToWatch, breachTold, watch } from "../../reward/sandbox/watchdog.ts";
import type { Breach } from "../../reward/sandbox/watching.ts";
import type { TrialKind, TrialReply, TrialRequest } from "./messages.ts";

export interface TrialOptions {
  readonly kind: TrialKind;
  readonly device?: DeviceName;
  readonly precision?: PrecisionName;
  readonly limits: OpeningLimits;
  readonly signal: AbortSignal | undefined;
}

/** `dist/trial.mjs` when bundled; from source, Node strips the types. */
const entry = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./trial.mjs", import.meta.url));

/** By kind and path: the files of what has passed, and when they were written. */
const passed = new Map<string, { readonly files: readonly string[]; readonly times: string }>();

/**
 * Settles when the child is gone. Throws what opening the model throws; `model-limit` where it took too long, held too much memory or took
 * the child down; `AbortError` when stopped.
 */
export async function tryModel(path: string, { limits, signal, ...wish }: TrialOptions): Promise<void> {
  const { kind, device = "auto", precision = "auto" } = wish;
  const key = `${kind} ${device} ${precision} ${path}`;
  const before = passed.get(key);
  if (before !== undefined && (await fileTimes(path, before.files)) === before.times) return;
  const reply = await openInChild({ path, ...wish, ...limitsFor(await bytesIn(path), limits) }, signal);
  rememberHashes(reply.hashes);
  if (reply.files.length === 0) return;
  passed.set(key, { files: reply.files, times: await fileTimes(path, reply.files) });
}

type Passed = Extract<TrialReply, { readonly files: unknown }>;

function openInChild(
  { megabytes, ...request }: TrialRequest & OpeningLimits,
  signal: AbortSignal | undefined,
): Promise<Passed> {
  const { path, seconds } = request;
  return new Promise((settle, reject) => {
    if (signal?.aborted === true) return reject(abortError());
    readyToWatch();
    const child = fork(entry, [], {
      serialization: "advanced",
      execArgv: [`--max-old-space-size=${megabytes}`],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let at = "its files were read";
    let reply: Exclude<TrialReply, { readonly at: string }> | undefined;
    let breach: Breach | undefined;
    let complaint = "";
    const kill = (): void => void child.kill("SIGKILL");
    const dog = child.pid === undefined ? undefined : watch(child.pid, megabytes, (found) => (breach = found));
    const deadline = dog?.deadline(1000 * seconds);
    signal?.addEventListener("abort", kill, { once: true });
    const end = (outcome: string, killedBy?: NodeJS.Signals | null): void => {
      deadline?.[Symbol.dispose]();
      dog?.[Symbol.dispose]();
      signal?.removeEventListener("abort", kill);
      // A terminal's Ctrl-C goes to this process and to its child, and may be told here second.
      if (signal?.aborted === true || killedBy === "SIGINT") return reject(abortError());
      if (reply !== undefined && "files" in reply) return settle(reply);
      if (reply !== undefined) return reject(thrownThere(reply.failure));
      if (breach === undefined && /heap out of memory/.test(complaint)) breach = { kind: "memory", megabytes };
      reject(limitError(path, breach, at, { seconds, megabytes }, outcome));
    };
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-4000)));
    child.on("message", (message) => {
      const said = message as TrialReply;
      if ("at" in said) at = said.at;
      else reply = said;
    });
    child.once("error", (error) => end(`its process could not be started: ${messageOf(error)}`));
    child.once("close", async (code, killedBy) => {
      await breachTold();
      end(`its process died (${killedBy ?? `exit code ${code}`})`, killedBy);
    });
    child.send(request, (error) => {
      if (error !== null) kill();
    });
  });
}

function thrownThere({ code, message, details }: Extract<TrialReply, { readonly failure: unknown }>["failure"]): Error {
  return code === "aborted" ? abortError() : new SteeringError(code, message, { details });
}

function limitError(
  path: string,
  breach: Breach | undefined,
  at: string,
  { seconds, megabytes }: OpeningLimits,
  outcome: string,
): SteeringError {
  const raise = (setting: string, flag: string): string =>
    `Files that are damaged or made to do this cannot be used. If the model is sound, raise the setting ${setting} or ${flag}.`;
  const sentence =
    breach?.kind === "time"
      ? `The model in ${path} was not open after ${seconds} s; it was ended while ${at}. ${raise("fkSteering.models.openTimeout", "--open-timeout")}`
      : breach?.kind === "memory"
        ? `The model in ${path} took more than ${megabytes} MB to open; it was ended while ${at}. ${raise("fkSteering.models.openMemory", "--open-memory")}`
        : `The model in ${path} cannot be opened: ${outcome} while ${at}. Its files are damaged or need another version of ONNX Runtime: download or export the model again.`;
  return new SteeringError("model-limit", sentence, { details: { path, limit: breach?.kind ?? "process" } });
}
