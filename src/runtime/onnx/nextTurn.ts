/** Between runs of a graph. */
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../../errors.ts";

/**
 * Awaited before each run of a graph; throws where it is stopped by then. A signal or a message is delivered between turns of the event loop, and ONNX
 * Runtime's Node binding runs a graph within one: without this the next run would begin before anybody could say that it shall not, a pass more, of a large
 * model a minute.
 */
export async function nextTurn(signal: AbortSignal): Promise<void> {
  await setImmediate();
  throwIfAborted(signal);
}
