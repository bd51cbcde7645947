/** The terminal face of the engine: `fk-steer <command> …`. */
import { type ErrorCode, SteeringError, messageOf, sentenceOf } from "../errors.ts";
import { commands } from "./commands/commands.ts";
import { flagNamed } from "./flags/flagNamed.ts";
import { helpText } from "./flags/help.ts";
import { suggestion } from "./flags/nearestName.ts";
import { print, say } from "./print/terminal.ts";

/** What was asked cannot be asked: a mistake in the command itself. */
const usageError = 2;
/** It was asked well, and failed. */
const failure = 1;

/** 128 + n, as a shell has it of a program that a signal ended. SIGPIPE is what a closed pipe would have sent. */
const ofSignals = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;
type EndingSignal = keyof typeof ofSignals;

/** The command names something that is not there, or gives a value that cannot be. */
const mistakes: ReadonlySet<ErrorCode> = new Set(["specification-invalid", "reward-missing", "model-missing"]);

function exitCodeOf(error: unknown): number {
  return error instanceof SteeringError && mistakes.has(error.code) ? usageError : failure;
}

function exitCodeOfSignal(signal: EndingSignal): number {
  return ofSignals[signal];
}

/** Why it ends before its time: its reason is the signal. */
const ending = new AbortController();

async function main(): Promise<number> {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    print(helpText(commands));
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name).join(", ");
    throw new SteeringError(
      "specification-invalid",
      `There is no command ${name}.${suggestion(
        name,
        commands.map((candidate) => candidate.name),
      )} Use one of ${known}, or --help.`,
    );
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    print(helpText([command]));
    return 0;
  }
  try {
    return await command.run(rest, ending.signal);
  } catch (error) {
    throw flagNamed(error, command.flags);
  }
}

let signal: EndingSignal | undefined;
function end(by: EndingSignal): void {
  signal ??= by;
  ending.abort();
}
// A second signal ends the process in the system's own way.
for (const each of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(each, () => end(each));

// Whoever read the output has read enough (`| head`): that is no failure, and nobody is left to tell.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") {
    end("SIGPIPE");
    process.exitCode = exitCodeOfSignal("SIGPIPE");
  } else {
    process.exitCode = report(new Error(`The result could not be written: ${messageOf(error)}.`, { cause: error }));
  }
});
process.stderr.on("error", () => undefined);
process.once("uncaughtException", (error) => process.exit(report(error)));

try {
  const code = await main();
  process.exitCode ??= code;
} catch (error) {
  // Whatever failed of it: what was told to stop has stopped.
  process.exitCode = signal === undefined ? report(error) : stopped(signal);
}

function stopped(by: EndingSignal): number {
  if (by !== "SIGPIPE") say(process.stderr, "fk-steer: stopped.\n");
  return exitCodeOfSignal(by);
}

function report(error: unknown): number {
  const location = error instanceof SteeringError ? error.details.location : undefined;
  const place = location === undefined ? "" : `\n  at ${location.file}:${location.line}:${location.column}`;
  say(process.stderr, `fk-steer: ${sentenceOf(error)}${place}\n`);
  if (process.env["FK_STEERING_DEBUG"] !== undefined && error instanceof Error) say(process.stderr, `${error.stack}\n`);
  return exitCodeOf(error);
}
