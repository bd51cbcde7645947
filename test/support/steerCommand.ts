/** The command line as it is built, in a process of its own. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { repository } from "./forkedEngine.ts";

export const cli = join(repository, "dist", "cli.mjs");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fk-steer` with the arguments in the folder, to its end. */
export function steer(folder: string, ...args: readonly string[]): Promise<Ended> {
  return steerIn({}, folder, ...args);
}

/** `steer` with variables of the environment besides this process's own; what is remembered of devices lies in the folder. */
export function steerIn(
  environment: Readonly<Record<string, string>>,
  folder: string,
  ...args: readonly string[]
): Promise<Ended> {
  return ended(process.execPath, environment, folder, args);
}

/** `steer` in another Node. */
export function steerUnder(node: string, folder: string, ...args: readonly string[]): Promise<Ended> {
  return ended(node, {}, folder, args);
}

function ended(
  node: string,
  environment: Readonly<Record<string, string>>,
  folder: string,
  args: readonly string[],
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      cwd: folder,
      env: {
        ...process.env,
        // A person's folder has nothing of a test's, and a test's no more than it asked for.
        XDG_CACHE_HOME: join(folder, ".cache"),
        NODE_DISABLE_COMPILE_CACHE: "1",
        ...environment,
      },
    };
    execFile(node, [cli, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
