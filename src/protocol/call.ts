/** Typed calls over a JSON-RPC connection, with AbortSignals and our own errors. Knows no transport. */
import {
  CancellationTokenSource,
  type CancellationToken,
  type MessageConnection,
  type RequestType,
} from "vscode-jsonrpc";
import type { WireError } from "./run.ts";
import { fromWire, toWire } from "./wire.ts";

/** An AbortSignal that fires when the token is cancelled. */
function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Sends a request. Rejects with the error that the other side threw; aborting the signal cancels it there. */
export async function call<Parameters, Result>(
  connection: MessageConnection,
  type: RequestType<Parameters, Result, WireError>,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Result> {
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const { method } = type;
    return await (parameters === undefined
      ? connection.sendRequest<Result>(method, source.token)
      : connection.sendRequest<Result>(method, parameters, source.token));
  } catch (error) {
    throw fromWire(error);
  } finally {
    signal?.removeEventListener("abort", cancel);
    source.dispose();
  }
}

/** Answers a request; what the handler throws reaches the caller with its code and details. */
export function answer<Parameters, Result>(
  connection: MessageConnection,
  type: RequestType<Parameters, Result, WireError>,
  handler: (parameters: Parameters, signal: AbortSignal) => Promise<Result> | Result,
): void {
  connection.onRequest<unknown, WireError>(type.method, async (...received: unknown[]) => {
    // A request without parameters comes with its token alone.
    const token = received.at(-1) as CancellationToken;
    try {
      return await handler((received.length > 1 ? received[0] : undefined) as Parameters, signalOf(token));
    } catch (error) {
      throw toWire(error);
    }
  });
}
