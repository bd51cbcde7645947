/** An engine's end in words that a person can act on. Pure. */
import { SteeringError } from "../../errors.ts";
import type { EngineExit } from "./engineProcess.ts";

/** `asked`: why the host itself ended it, if it did. */
export function engineDied(exit: EngineExit, asked: string | undefined): SteeringError {
  const details = { exitCode: exit.code, signal: exit.signal };
  if (asked !== undefined) return new SteeringError("engine-died", `The engine was ended: ${asked}`, { details });
  if (exit.error !== undefined) {
    return new SteeringError(
      "engine-died",
      `The engine could not be started: ${exit.error.message}. Reinstall the extension if this stays; the log has the details.`,
      { details, cause: exit.error },
    );
  }
  return new SteeringError(
    "engine-died",
    `The engine ended unexpectedly (${causeOf(exit)}). What the run had reached is in its file: resume it, or run again, and the engine starts anew.`,
    { details },
  );
}

export function engineHeldBack(milliseconds: number): SteeringError {
  return new SteeringError(
    "engine-died",
    `The engine has ended unexpectedly too often and is not started again for ${Math.ceil(milliseconds / 1000)} s. ` +
      `The log says why; "FK Steering: Restart Engine" starts it at once.`,
    { details: { isHeldBack: true } },
  );
}

function causeOf({ code, signal }: EngineExit): string {
  if (signal === "SIGKILL") return "killed by SIGKILL, often because memory ran out";
  if (signal === "SIGSEGV" || signal === "SIGABRT" || signal === "SIGILL" || signal === "SIGBUS") {
    return `a crash in native code, ${signal}: another device in the settings may avoid it`;
  }
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}
