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
  | "model-limit"
  | "device-unavailable"
  | "prompt-too-long"
  | "engine-died"
  | "run-file"
  | "run-paused"
  | "internal";

/** A place in a file that a person can go to. Lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A field of the run specification in the midst of a sentence: each face has a word of its own for it. */
export interface NamedField {
  /** Its path. */
  readonly field: string;
  /** The field with this value. */
  readonly value?: string;
  /** What is said where nobody has a word for it. */
  readonly plain: string;
}

/** A message in which fields are still to be named. */
export type Sentence = readonly (string | NamedField)[];

export function sentence(
  strings: readonly string[],
  ...parts: readonly (string | number | NamedField | Sentence)[]
): Sentence {
  return strings.flatMap((text, i) => {
    const part = parts[i] ?? [];
    if (typeof part === "object") return "plain" in part ? [text, part] : [text, ...part];
    return [text, String(part)];
  });
}

export function namedField(field: string, value?: string, plain?: string): NamedField {
  const said = plain ?? (value === undefined ? field : `${field} ${value}`);
  return { field, plain: said, ...(value === undefined ? {} : { value }) };
}

/** Facts that belong to an error, safe to send to another process. */
export interface ErrorDetails {
  readonly location?: SourceLocation;
  readonly reward?: string;
  readonly particle?: number;
  /** Path of the field of the run specification that it is about. */
  readonly field?: string;
  readonly [fact: string]: unknown;
}

/** An error that a person can act on: the message says what happened, why, and what to do next. */
export class SteeringError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** The message for a face that names fields in words of its own, where it names any. */
  readonly sentence: Sentence | undefined;

  constructor(code: ErrorCode, said: string | Sentence, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    const message =
      typeof said === "string" ? said : said.map((part) => (typeof part === "string" ? part : part.plain)).join("");
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SteeringError";
    this.code = code;
    this.details = options.details ?? {};
    this.sentence = typeof said === "string" ? undefined : said;
  }
}

/** Cancellation is not a failure: the `AbortError` that `AbortSignal.throwIfAborted` throws, or one made here. */
export function abortError(): DOMException {
  return new DOMException("The run was stopped.", "AbortError");
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The message of anything that was thrown, for people: what the operating system refused is told in words, without the path. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return systemReason(error) ?? error.message;
}

/** As a sentence that stands alone: an error of the operating system names its file and what to look at. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = systemReason(error);
  if (reason === undefined) return error.message;
  const { path, syscall } = error as NodeJS.ErrnoException;
  const what = path ?? (syscall === undefined ? "Something" : `What was asked of the operating system (${syscall})`);
  return `${what} cannot be used: ${reason}. Mend that and try again.`;
}

/** What the operating system's codes mean; of others, what Node says between code and call is taken. */
const systemReasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not",
  EPERM: "the operating system does not allow it",
  EROFS: "it lies on a disk that can only be read",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  EEXIST: "there is a file of that name already",
  ENOTEMPTY: "the folder is not empty",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
  ENOSPC: "there is no space left on the disk",
  EDQUOT: "this user's share of the disk is used up",
  EFBIG: "the file would be larger than may be",
  EIO: "the disk failed",
  ENODEV: "the device is not there",
  EBUSY: "another program uses it",
  ETXTBSY: "another program runs it",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOMEM: "there is not enough memory",
  EAGAIN: "there are too many processes or too little memory",
  EPIPE: "the program that read from it has ended",
  ENXIO: "it is a socket, or a device that is not there",
  ENOEXEC: "it is no program for this machine",
};

/** Undefined for an error that is none of the operating system's. */
function systemReason(error: Error): string | undefined {
  const { code, syscall, errno } = error as NodeJS.ErrnoException;
  // A thread's error has it in its message alone.
  if (code === "ERR_WORKER_INIT_FAILED") return systemReasons[/\bE[A-Z]+$/u.exec(error.message)?.[0] ?? ""];
  if (code === undefined || (syscall === undefined && errno === undefined)) return undefined;
  // A folder was to be made where a file is.
  const known = systemReasons[code === "EEXIST" && syscall === "mkdir" ? "ENOTDIR" : code];
  return known ?? /^[A-Z\d]+: (?<words>[^,]+), /u.exec(error.message)?.groups?.["words"];
}

/** The same error, told of a field. */
export function errorAt(error: SteeringError, field: string, reward = error.details.reward): SteeringError {
  const { code, message, details } = error;
  const about = reward === undefined ? {} : { reward };
  return new SteeringError(code, message, { details: { ...details, ...about, field }, cause: error });
}

/** Throws `AbortError`: a signal's own reason may be a `TimeoutError` or anything else. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError();
}
