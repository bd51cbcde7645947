/** What happened to a reward, in words and with a place to go to. */
import { basename } from "node:path";
import { ResponseError } from "vscode-jsonrpc/node";
import { SteeringError, isAbort } from "../../errors.ts";
import type { ErrorCode, ErrorDetails } from "../../errors.ts";
import { plainText } from "../../protocol/plainText.ts";
import { ProcessEnded } from "./sandbox/rewardProcess.ts";
import type { ProcessEnd } from "./sandbox/rewardProcess.ts";
import { userStack } from "./sandbox/stackLocation.ts";

export interface RewardCall {
  readonly reward: string;
  /** The files that it was bundled from. */
  readonly files: readonly string[];
  /** "loading", or "scoring 8 samples". */
  readonly doing: string;
  readonly memoryMegabytes: number;
  /** Stops the call. */
  readonly signal: AbortSignal | undefined;
}

/** What a sandbox may say of its reward. */
const believed: ReadonlySet<ErrorCode> = new Set(["reward-shape", "reward-result", "reward-not-finite"]);
const longestMessage = 2000;
const longestStack = 20_000;

/**
 * The error to throw for whatever a call into a sandbox threw. Cancellation stays what it is. A sandbox runs the user's
 * code and is not believed: it ends no run as if a person had stopped it, and speaks for nobody but its reward.
 */
export function explain(error: unknown, call: RewardCall): unknown {
  if (isAbort(error)) {
    return call.signal?.aborted === true ? error : died(call, "it claimed that the run was stopped");
  }
  if (error instanceof ProcessEnded) return explainEnd(error.end, call);
  if (!(error instanceof SteeringError)) {
    if (!(error instanceof ResponseError)) return error;
    return died(call, `it broke the link to FK Steering (${plainText(error.message, longestMessage)})`);
  }
  const { code, details } = error;
  const message = plainText(error.message, longestMessage);
  if (believed.has(code)) return new SteeringError(code, message, { details: sampleOf(details, call.reward) });
  const { location, text } = userStack(plainText(details["stack"], longestStack), call.files);
  const place = location === undefined ? "" : ` at ${basename(location.file)}:${location.line}:${location.column}`;
  return new SteeringError(
    "reward-threw",
    `The reward ${call.reward} threw${place} while ${call.doing}: ${message}. Correct it and run again.`,
    { details: { reward: call.reward, stack: text, ...(location === undefined ? {} : { location }) } },
  );
}

function sampleOf({ sample }: ErrorDetails, reward: string): ErrorDetails {
  return Number.isSafeInteger(sample) ? { reward, sample } : { reward };
}

function explainEnd({ breach, exitCode, signal, outOfMemory, complaint }: ProcessEnd, call: RewardCall): SteeringError {
  const details = { reward: call.reward };
  if (breach?.kind === "time") {
    return new SteeringError(
      "reward-timeout",
      `The reward ${call.reward} was stopped: it did not finish ${call.doing} within ${Number((breach.milliseconds / 1000).toPrecision(2))} s. Look for a loop or a promise that never ends, or allow more time in the settings.`,
      { details: { ...details, milliseconds: breach.milliseconds } },
    );
  }
  if (breach?.kind === "memory" || outOfMemory) {
    const used = breach?.kind === "memory" ? ` (it used ${breach.megabytes} MB)` : "";
    return new SteeringError(
      "reward-memory",
      `The reward ${call.reward} was stopped: ${call.doing}, it needed more than ${call.memoryMegabytes} MB of memory${used}. Look for data that keeps growing, or allow more memory in the settings.`,
      { details: { ...details, megabytes: call.memoryMegabytes } },
    );
  }
  return died(
    call,
    signal === null ? `its process ended with code ${exitCode ?? "unknown"}` : `its process was ended by ${signal}`,
    complaint,
  );
}

function died(call: RewardCall, what: string, complaint = ""): SteeringError {
  return new SteeringError(
    "reward-died",
    `The reward ${call.reward} ended while ${call.doing}: ${what}. It starts afresh at the next run; look at what it does to its surroundings.`,
    { details: { reward: call.reward, ...(complaint === "" ? {} : { complaint }) } },
  );
}
