/** Child processes that are waited for. Runs on Node 20; knows nothing of the project. */
import { spawn, spawnSync } from "node:child_process";

/** Runs a command with its output kept back and gives what it wrote to stdout; shows all of it only when it fails. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const all = [];
    const out = [];
    child.stdout.on("data", (chunk) => all.push(chunk) && out.push(chunk));
    child.stderr?.on("data", (chunk) => all.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(out).toString());
      reject(
        new Failure(
          `${command} ${args.join(" ")} ended with ${signal ?? code}.\n${ends(Buffer.concat(all).toString())}`,
        ),
      );
    });
  });
}

/** Runs a command on this terminal and gives its exit status; 128 + n for a signal, as shells do. */
export function runHere(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    const forward = (signal) => child.kill(signal);
    // Ctrl-C reaches the child through the terminal's process group; the parent only has to outlive it.
    const ignore = () => {};
    process.on("SIGINT", ignore).on("SIGTERM", forward).on("SIGHUP", forward);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", ignore).off("SIGTERM", forward).off("SIGHUP", forward);
      resolve(code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1));
    });
  });
}

/** The full path of a program on PATH, or undefined. */
export function which(program) {
  const found = spawnSync("sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Something went wrong that a sentence explains; its stack would only be noise. */
export class Failure extends Error {}

/** Runs a script's main function: a Failure becomes a sentence on stderr and exit status 1. */
export async function main(run) {
  try {
    process.exitCode = (await run(process.argv.slice(2))) ?? 0;
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

/** The first lines usually hold the cause, the last ones what came of it. */
function ends(text, lines = 25) {
  const all = text.trimEnd().split("\n");
  if (all.length <= 2 * lines) return all.join("\n");
  return [...all.slice(0, lines), `… ${all.length - 2 * lines} lines …`, ...all.slice(-lines)].join("\n");
}
