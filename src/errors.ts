/** The one error type of the project. Imports nothing. */

/** What went wrong, for code to match on. Messages are for people and may change. */
export type ErrorCode =
  | "specification-invalid"
  | "steering-invalid"
  | "particles-infeasible"
  | "reward-missing"
  | "reward-compile"
  | "reward-shape"
  | "reward-threw"
  | "reward-result"
  | "reward-not-finite"
  | "reward-timeout"
  | "reward-memory"
  | "reward-died"
  | "reward-untrusted"
  | "model-missing"
  | "model-incomplete"
  | "model-corrupt"
  | "model-signature"
  | "model-tokenizer"
  | "device-unavailable"
  | "prompt-too-long"
  | "engine-died"
  | "run-file"
  | "internal";

/** A place in a file that a person can go to. Lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Facts that belong to an error, safe to send to another process. */
export interface ErrorDetails {
  readonly location?: SourceLocation;
  readonly reward?: string;
  readonly particle?: number;
  readonly field?: string;
  readonly [fact: string]: unknown;
}

/** An error that a person can act on: the message says what happened, why, and what to do next. */
export class SteeringError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SteeringError";
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Cancellation is not a failure: the `AbortError` that `AbortSignal.throwIfAborted` throws, or one made here. */
export function abortError(): DOMException {
  return new DOMException("The run was stopped.", "AbortError");
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The message of anything that was thrown, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
