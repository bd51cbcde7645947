/** How the command line ends, for shells and scripts. Pure. */
import { type ErrorCode, SteeringError } from "../errors.ts";

/** What was asked cannot be asked: a mistake in the command itself. */
const usageError = 2;
/** It was asked well, and failed. */
const failure = 1;

/** 128 + n, as a shell has it of a program that a signal ended. SIGPIPE is what a closed pipe would have sent. */
const ofSignals = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;
export type EndingSignal = keyof typeof ofSignals;

/** The command names something that is not there, or gives a value that cannot be. */
const mistakes: ReadonlySet<ErrorCode> = new Set(["specification-invalid", "reward-missing", "model-missing"]);

export function exitCodeOf(error: unknown): number {
  return error instanceof SteeringError && mistakes.has(error.code) ? usageError : failure;
}

export function exitCodeOfSignal(signal: EndingSignal): number {
  return ofSignals[signal];
}
