/** A file or folder that a run is written to belongs to that run alone, in whatever process. Knows nothing of what is written. */
import { randomUUID } from "node:crypto";
import { link, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { makeFolder } from "../makeFolder.ts";
import { SteeringError, messageOf } from "../errors.ts";

/** Locks of this process, taken or being taken. Others may hold its number: a process that crashed may have had it before. */
const held = new Set<string>();
/** How often a lock without a holder is looked at again: whoever has just made it writes its number next. */
const looks = 10;
const lookMilliseconds = 50;

/** A folder of images may stand beside the run's file of the same name. */
type OutputKind = "file" | "folder";

/**
 * A file beside `path` that says who writes there, until it is disposed. What a crash left behind is taken over. A device or
 * a pipe is not locked.
 * @throws SteeringError `run-file` where another run has it, or nothing can be written there
 */
export async function lockOutput(path: string, kind: OutputKind = "file"): Promise<AsyncDisposable> {
  const lock = await lockPath(path, kind).catch((error: unknown) => {
    throw new SteeringError("run-file", `${path} cannot be written: ${messageOf(error)}. Choose another place.`, {
      cause: error,
    });
  });
  if (lock === undefined) return { async [Symbol.asyncDispose]() {} };
  const refuse = (who: string): SteeringError =>
    new SteeringError(
      "run-file",
      `Another run (${who}) is writing to ${path}. Choose another place, or wait until it has ended. If there is no such run, delete ${lock}.`,
    );
  if (held.has(lock)) throw refuse("of this process");
  held.add(lock);
  try {
    for (;;) {
      const holder = await claim(path, lock);
      if (holder === undefined) break;
      if (isRunning(holder)) throw refuse(`process ${holder.pid} on ${holder.host}`);
      await clearAway(lock, holder);
    }
  } catch (error) {
    held.delete(lock);
    throw error;
  }
  return {
    async [Symbol.asyncDispose]() {
      await rm(lock, { force: true }).catch(() => undefined);
      held.delete(lock);
    },
  };
}

/**
 * What a run goes on from is read while it writes, and its own file would be emptied first.
 *
 * @throws SteeringError `run-file` where both are one file, by whatever names, or would share what lies beside it
 */
export async function refuseSource(path: string, source: string): Promise<void> {
  const locks = await Promise.all([lockPath(path, "file"), lockPath(source, "file")]);
  const [file, other] = await Promise.all([path, source].map((one) => stat(one).catch(() => undefined)));
  const isOne = file !== undefined && file.ino === other?.ino && file.dev === other.dev;
  if (!isOne && (locks[0] === undefined || locks[0] !== locks[1])) return;
  throw new SteeringError(
    "run-file",
    `${path} is the run that this one is made from, and stays as it is. Choose another place.`,
  );
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** One for all names of a file, and for `x` and `x.fkrun`, whose states lie in one file. Undefined for what is neither file nor folder. */
async function lockPath(path: string, kind: OutputKind): Promise<string | undefined> {
  await makeFolder(dirname(path));
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile() && !there.isDirectory()) return undefined;
  const real = there === undefined ? join(await realpath(dirname(path)), basename(path)) : await realpath(path);
  return `${kind === "folder" ? `${real}.folder` : real.replace(/\.fkrun$/u, "")}.fklock`;
}

/** Undefined where the lock is this process's now, else who has it. */
async function claim(path: string, lock: string): Promise<Holder | undefined> {
  try {
    await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder), { flag: "wx" });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return readHolder(lock);
    throw new SteeringError("run-file", `${path} cannot be written: ${messageOf(error)}. Choose another place.`, {
      cause: error,
    });
  }
}

/** Process 0 stands for whoever crashed before it had written its number. */
async function readHolder(lock: string): Promise<Holder> {
  for (let look = 0; look < looks; look++) {
    try {
      const { pid, host } = JSON.parse(await readFile(lock, "utf8")) as Record<string, unknown>;
      return { pid: Number(pid), host: String(host) };
    } catch {
      await setTimeout(lookMilliseconds);
    }
  }
  return { pid: 0, host: hostname() };
}

/** On another machine nobody can tell: there it is taken for running. */
function isRunning({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid || !Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Moves a dead lock out of the way. Where a living one has come into its place meanwhile, it is put back. */
async function clearAway(lock: string, dead: Holder): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch {
    return;
  }
  const moved = await readHolder(aside);
  if (moved.pid !== dead.pid || moved.host !== dead.host) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}
