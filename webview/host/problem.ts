/** What went wrong, as the page shows it. Pure: knows the shape of an error that crossed the link, nothing else. */
import type { WireError } from "../../src/protocol/run.ts";

export interface Problem {
  readonly message: string;
  /** Path of the form field that it is about. */
  readonly field: string | undefined;
  /** The user's own file, where the error is in it. */
  readonly file: string | undefined;
}

/** Undefined for a cancellation, which is not a failure. */
export function problemOf(error: unknown): Problem | undefined {
  const wire = wireErrorOf(error);
  if (wire?.code === "aborted") return undefined;
  const message = error instanceof Error ? error.message : String(error);
  return { message: wire?.message ?? message, field: wire?.details.field, file: wire?.details.location?.file };
}

function wireErrorOf(error: unknown): WireError | undefined {
  if (typeof error !== "object" || error === null || !("data" in error)) return undefined;
  const data = error.data as Partial<WireError> | undefined | null;
  return data?.code === undefined ? undefined : { message: "", details: {}, ...data, code: data.code };
}
