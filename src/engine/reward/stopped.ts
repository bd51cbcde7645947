/** Cancellation as the rest of the project knows it, whatever reason a signal carries. */
import { abortError } from "../../errors.ts";

/** Throws `AbortError`; a signal's own reason may be a `TimeoutError` or anything else. */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError();
}
