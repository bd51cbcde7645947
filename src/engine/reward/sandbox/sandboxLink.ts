/**
 * What comes out of a sandbox's process, looked at before anything acts on it. That process runs the user's code: it may
 * send whatever it likes, as fast as it can.
 */
import type { ChildProcess } from "node:child_process";
import {
  AbstractMessageReader,
  createMessageConnection,
  type DataCallback,
  type Disposable as Subscription,
  IPCMessageWriter,
  type Message,
  type MessageConnection,
} from "vscode-jsonrpc/node";

/** More than a sandbox of ours ever sends. */
const mostMessagesASecond = 20_000;

/** A connection that gets messages alone; anything else is its error. Call it before the child has sent anything. */
export function linkTo(child: ChildProcess): MessageConnection {
  // By these Node passes handles between its processes. We pass none, and a forged one would end this process.
  child.removeAllListeners("internalMessage");
  guardReading(child);
  return createMessageConnection(new SandboxReader(child), new IPCMessageWriter(child));
}

/**
 * Bytes that are no message make Node throw where it reads them, which nobody can catch: it would end this process. So the
 * reading itself is wrapped, as far as this version of Node has it where all so far had it.
 */
function guardReading(child: ChildProcess): void {
  const symbol = Object.getOwnPropertySymbols(child).find(({ description }) => description === "kChannelHandle");
  const handle = symbol === undefined ? undefined : (Reflect.get(child, symbol) as Partial<Channel> | null);
  const read = handle?.onread;
  if (handle === undefined || handle === null || typeof read !== "function") return;
  handle.onread = function onread(this: unknown, ...given) {
    try {
      Reflect.apply(read, this, given);
    } catch {
      child.kill("SIGKILL");
    }
  };
}

interface Channel {
  onread: (this: unknown, ...given: readonly unknown[]) => void;
}

class SandboxReader extends AbstractMessageReader {
  readonly #child: ChildProcess;
  #second = 0;
  #messages = 0;

  constructor(child: ChildProcess) {
    super();
    this.#child = child;
    child.on("error", (error) => this.fireError(error));
    child.on("close", () => this.fireClose());
  }

  listen(callback: DataCallback): Subscription {
    const take = (message: unknown): void => {
      const second = Math.floor(performance.now() / 1000);
      this.#messages = second === this.#second ? this.#messages + 1 : 1;
      this.#second = second;
      if (this.#messages > mostMessagesASecond) this.fireError(new Error("It sends more than can be read."));
      else if (isMessage(message)) callback(message);
      else this.fireError(new Error("It sends what is no message."));
    };
    this.#child.on("message", take);
    return { dispose: () => void this.#child.off("message", take) };
  }
}

/** A request, a notification or an answer of JSON-RPC 2.0, as far as the connection believes it. */
export function isMessage(value: unknown): value is Message {
  if (!isRecord(value) || value["jsonrpc"] !== "2.0") return false;
  const { id, method, params, error } = value;
  const isId = typeof id === "number" || typeof id === "string";
  if (method !== undefined) {
    return typeof method === "string" && (id === undefined || isId) && (params === undefined || isObject(params));
  }
  if (!isId) return false;
  if (error === undefined) return "result" in value;
  if (!isRecord(error) || !Number.isInteger(error["code"]) || typeof error["message"] !== "string") return false;
  const { data } = error;
  return data === undefined || (isRecord(data) && isWireError(data));
}

function isWireError({ code, message, details }: Readonly<Record<string, unknown>>): boolean {
  return typeof code === "string" && typeof message === "string" && isRecord(details);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value);
}
