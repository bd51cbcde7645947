/** Typed calls over a JSON-RPC connection, with AbortSignals and our own errors. Knows no transport. */
import {
  CancellationTokenSource,
  type CancellationToken,
  type MessageConnection,
  type RequestType,
  type RequestType0,
} from "vscode-jsonrpc";
import type { WireError } from "./run.ts";
import { fromWire, toWire } from "./wire.ts";

/** An AbortSignal that fires when the token is cancelled. */
export function signalOf(token: CancellationToken): AbortSignal {
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
    return await connection.sendRequest<Result>(type.method, parameters, source.token);
  } catch (error) {
    throw fromWire(error);
  } finally {
    signal?.removeEventListener("abort", cancel);
    source.dispose();
  }
}

/** Sends a request without parameters. */
export async function call0<Result>(
  connection: MessageConnection,
  type: RequestType0<Result, WireError>,
): Promise<Result> {
  try {
    return await connection.sendRequest(type);
  } catch (error) {
    throw fromWire(error);
  }
}

/** Answers a request; what the handler throws reaches the caller with its code and details. */
export function answer<Parameters, Result>(
  connection: MessageConnection,
  type: RequestType<Parameters, Result, WireError>,
  handler: (parameters: Parameters, signal: AbortSignal) => Promise<Result> | Result,
): void {
  connection.onRequest<unknown, WireError>(type.method, async (parameters: Parameters, token: CancellationToken) => {
    try {
      return await handler(parameters, signalOf(token));
    } catch (error) {
      throw toWire(error);
    }
  });
}

/** Answers a request without parameters. */
export function answer0<Result>(
  connection: MessageConnection,
  type: RequestType0<Result, WireError>,
  handler: () => Promise<Result> | Result,
): void {
  connection.onRequest<unknown, WireError>(type.method, async () => {
    try {
      return await handler();
    } catch (error) {
      throw toWire(error);
    }
  });
}
