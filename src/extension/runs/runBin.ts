/**
 * Deleted runs, to be had back: VS Code's own bin is missing in browsers and remote windows, and gives nothing back by itself. Each lies
 * in a folder of its own in the extension's storage, the latest few of them. Knows no VS Code.
 */
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as v from "valibot";
import { beginningOf } from "../../cutText.ts";
import { messageOf, SteeringError } from "../../errors.ts";
import { samplesPath, statesPath } from "../../runfile/format.ts";

const kept = 20;
/** UTF-16 units of a run's name in its folder's: names of files have 255 bytes, and a unit may take three. */
const longestName = 64;
/** Beside the files: where they came from. Those of the n-th run lie in a folder called n. */
const originFile = "origin.json";
const originSchema = v.object({ paths: v.array(v.string()) });

export class RunBin {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Moves runs and the files beside them here, all at once. */
  async take(paths: readonly string[], now = new Date()): Promise<void> {
    const name = beginningOf(basename(paths[0] ?? "none"), longestName);
    const place = join(this.#folder, `${now.toISOString().replaceAll(":", "-")}-${name}`);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, originFile), JSON.stringify({ paths }));
    for (const [n, path] of paths.entries()) {
      await mkdir(join(place, String(n)), { recursive: true });
      for (const file of filesOf(path)) {
        if (await exists(file)) await move(file, join(place, String(n), basename(file)));
      }
    }
    const all = await this.#places();
    for (const old of all.slice(0, -kept)) await rm(join(this.#folder, old), { recursive: true, force: true });
  }

  /** Whether there is something to put back. */
  async isEmpty(): Promise<boolean> {
    return (await this.#places()).length === 0;
  }

  /** Puts back what was deleted last and gives the runs' paths: none where there was nothing. Throws `run-file` where another is in the place of one. */
  async putBack(): Promise<readonly string[]> {
    const last = (await this.#places()).at(-1);
    if (last === undefined) return [];
    const place = join(this.#folder, last);
    const { paths } = await originOf(place);
    for (const path of paths) {
      if (!(await exists(path))) continue;
      throw new SteeringError("run-file", `${path} is there again: move it away, then undo the deletion once more.`);
    }
    for (const [n, path] of paths.entries()) {
      await mkdir(dirname(path), { recursive: true });
      // The run's own file last: a list reads it as soon as it is there.
      for (const file of filesOf(path).toReversed()) {
        const deleted = join(place, String(n), basename(file));
        if (await exists(deleted)) await move(deleted, file);
      }
    }
    await rm(place, { recursive: true, force: true });
    return paths;
  }

  /** The oldest first. */
  async #places(): Promise<string[]> {
    const names: string[] = await readdir(this.#folder).catch(() => []);
    return names.toSorted();
  }
}

/** Throws `run-file` where it is not what we wrote. */
async function originOf(place: string): Promise<v.InferOutput<typeof originSchema>> {
  try {
    return v.parse(originSchema, JSON.parse(await readFile(join(place, originFile), "utf8")));
  } catch (error) {
    const sentence = `Where the deleted runs in ${place} came from cannot be read: ${messageOf(error)}. They are still there: move them by hand.`;
    throw new SteeringError("run-file", sentence, { cause: error });
  }
}

/** A run's own file, and those beside it. */
function filesOf(path: string): string[] {
  return [path, statesPath(path), samplesPath(path)];
}

/** The storage may be another disk than the workspace. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyFile(from, to);
    await rm(from);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
