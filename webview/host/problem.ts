/** What went wrong, as the page shows it: with the form's labels for the fields that it names. Pure. */
import { fieldLabel } from "../form/fieldLabel.ts";
import { inWords } from "../../src/protocol/fieldWords.ts";
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
  const said = error instanceof Error ? error.message : String(error);
  const message = wire?.sentence === undefined ? (wire?.message ?? said) : inWords(wire.sentence, fieldLabel);
  return { message, field: wire?.details.field, file: wire?.details.location?.file };
}

function wireErrorOf(error: unknown): WireError | undefined {
  if (typeof error !== "object" || error === null || !("data" in error)) return undefined;
  const data = error.data as Partial<WireError> | undefined | null;
  return data?.code === undefined ? undefined : { message: "", details: {}, ...data, code: data.code };
}
