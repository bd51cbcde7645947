/** The terminal face of the engine: `fk-steer <command> …`. */
import { SteeringError, isAbort, messageOf } from "../errors.ts";
import { commands } from "./commands.ts";
import { flagNamed } from "./flagNamed.ts";
import { helpText } from "./help.ts";

/** The exit code of a program that Ctrl-C ended. */
const interrupted = 130;

async function main(): Promise<number> {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(helpText(commands));
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name).join(", ");
    throw new SteeringError("specification-invalid", `There is no command ${name}. Use one of ${known}, or --help.`);
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(helpText([command]));
    return 0;
  }
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  process.once("SIGTERM", () => controller.abort());
  try {
    return await command.run(rest, controller.signal);
  } catch (error) {
    throw flagNamed(error, command.flags);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const location = error instanceof SteeringError ? error.details.location : undefined;
  const place = location === undefined ? "" : `\n  at ${location.file}:${location.line}:${location.column}`;
  process.stderr.write(`fk-steer: ${isAbort(error) ? "stopped." : messageOf(error)}${place}\n`);
  if (process.env["FK_STEERING_DEBUG"] !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exitCode = isAbort(error) ? interrupted : 1;
}
