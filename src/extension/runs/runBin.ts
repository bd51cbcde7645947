/**
 * Deleted runs, to be had back: VS Code's own bin is missing in browsers and remote windows, and gives nothing back by itself. Each lies
 * in a folder of its own in the extension's storage, the latest few of them. Knows no VS Code.
 */
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { samplesPath, statesPath } from "../../runfile/format.ts";

const kept = 20;
/** Beside the files: where they came from. */
const originFile = "origin.json";

export class RunBin {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Moves a run and the files beside it here. */
  async take(path: string, now = new Date()): Promise<void> {
    const place = join(this.#folder, `${now.toISOString().replaceAll(":", "-")}-${basename(path)}`);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, originFile), JSON.stringify({ path }));
    for (const file of [path, statesPath(path), samplesPath(path)]) {
      if (await exists(file)) await move(file, join(place, basename(file)));
    }
    const all = await this.#places();
    for (const old of all.slice(0, -kept)) await rm(join(this.#folder, old), { recursive: true, force: true });
  }

  /** Whether there is something to put back. */
  async isEmpty(): Promise<boolean> {
    return (await this.#places()).length === 0;
  }

  /** Puts the run that was deleted last back and gives its path; undefined where there is none. Throws `run-file` where another is in its place. */
  async putBack(): Promise<string | undefined> {
    const last = (await this.#places()).at(-1);
    if (last === undefined) return undefined;
    const place = join(this.#folder, last);
    const { path } = JSON.parse(await readFile(join(place, originFile), "utf8")) as { readonly path: string };
    if (await exists(path)) {
      throw new SteeringError("run-file", `${path} is there again: move it away, then undo the deletion once more.`);
    }
    await mkdir(dirname(path), { recursive: true });
    for (const file of [statesPath(path), samplesPath(path), path]) {
      const deleted = join(place, basename(file));
      if (await exists(deleted)) await move(deleted, file);
    }
    await rm(place, { recursive: true, force: true });
    return path;
  }

  /** The oldest first. */
  async #places(): Promise<string[]> {
    const names: string[] = await readdir(this.#folder).catch(() => []);
    return names.toSorted();
  }
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
