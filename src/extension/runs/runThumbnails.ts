/** Small pictures of what runs came to, as files that a list can show: kept beside the runs, made when they are first asked for. Knows no VS Code. */
import { createHash } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { samplesPath } from "../../runfile/format.ts";
import { openToRead, readBytes } from "../../runfile/readBytes.ts";
import type { RunSummary } from "../../runfile/summary.ts";

/** Files: of runs that were not listed for long they go first. */
const most = 1000;

export class RunThumbnails {
  readonly #folder: string;
  readonly #made = new Map<string, Promise<string | undefined>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The path of a PNG file of the run's best image; undefined where it made none, or its pictures are gone or damaged. */
  of({ path, end }: Pick<RunSummary, "path" | "end">): Promise<string | undefined> {
    const place = end?.outcome === "done" ? end.summary.thumbnail : undefined;
    if (place === undefined) return Promise.resolve(undefined);
    const name = `${createHash("sha256")
      .update(`${path}\n${place.join(" ")}`)
      .digest("hex")
      .slice(0, 32)}.png`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = this.#make(samplesPath(path), place, name).catch(() => undefined);
    this.#made.set(name, made);
    // A file that is not there may come.
    void made.then((found) => found === undefined && this.#made.delete(name));
    return made;
  }

  async #make(samples: string, place: Parameters<typeof readBytes>[1], name: string): Promise<string | undefined> {
    const target = join(this.#folder, name);
    const isThere = await stat(target).then(
      () => true,
      () => false,
    );
    if (isThere) return target;
    await using file = await openToRead(samples);
    const picture = await readBytes(file, place);
    if (picture === undefined) return undefined;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(target, picture);
    await this.#prune();
    return target;
  }

  async #prune(): Promise<void> {
    const names = await readdir(this.#folder);
    if (names.length <= most) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, used: (await stat(join(this.#folder, name))).atimeMs })),
    );
    const old = aged.toSorted((a, b) => a.used - b.used).slice(0, names.length - most);
    for (const { name } of old) await rm(join(this.#folder, name), { force: true });
  }
}
