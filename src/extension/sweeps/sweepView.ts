/** A sweep as its record and what goes on tell it. */
import { stat } from "node:fs/promises";
import { SteeringError, messageOf } from "../../errors.ts";
import type { SweepView } from "../../protocol/sweepPage.ts";
import { recordPath } from "../../runfile/sweepPaths.ts";
import { readSweepRecord, sweepOf } from "../../runfile/sweepRecord.ts";
import type { Sweeps } from "./sweeps.ts";

type Recorded = Omit<SweepView, "state" | "progress" | "message" | "problem" | "warnings">;

/** A sweep in its folder. Its record is read anew only when the file is another than it was: what goes on is told many times a second. */
export class WatchedSweep {
  readonly #sweeps: Pick<Sweeps, "standing">;
  readonly folder: string;
  #recorded: Recorded | undefined;
  #read = "";

  constructor(sweeps: Pick<Sweeps, "standing">, folder: string) {
    this.#sweeps = sweeps;
    this.folder = folder;
  }

  /** Throws `run-file` for what is no record of a sweep; one that has been read and is gone meanwhile stays as it was, which is its problem. */
  async view(): Promise<SweepView> {
    const standing = this.#sweeps.standing(this.folder);
    try {
      const recorded = await this.#current();
      return { ...recorded, ...standing };
    } catch (error) {
      if (this.#recorded === undefined) throw error;
      return { ...this.#recorded, ...standing, problem: standing.problem ?? messageOf(error) };
    }
  }

  async #current(): Promise<Recorded> {
    const read = await stampOf(recordPath(this.folder));
    if (this.#recorded !== undefined && read === this.#read) return this.#recorded;
    const record = await readSweepRecord(this.folder);
    if (record === undefined) {
      const why =
        read === ""
          ? "The sweep's record is gone: it was deleted or moved."
          : "It is not the record of a sweep, or it is empty.";
      throw new SteeringError("run-file", why);
    }
    this.#read = read;
    this.#recorded = { ...sweepOf(record), modality: record.header.run.modality, cells: record.ended };
    return this.#recorded;
  }
}

/** Another one where the file is another; empty where there is none. */
async function stampOf(path: string): Promise<string> {
  const there = await stat(path, { bigint: true }).catch(() => undefined);
  return there === undefined ? "" : [there.ino, there.size, there.mtimeNs].join(" ");
}
