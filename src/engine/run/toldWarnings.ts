/** What a person was told during a run goes into its file, too: with the next lines, since a warning waits for nothing. */
import type { RunEvent } from "../../protocol/run.ts";
import type { RunFileWarning } from "../../runfile/format.ts";
import type { RunFileWriter } from "../../runfile/write.ts";

export class ToldWarnings {
  #waiting: RunFileWarning[];
  readonly #kept: ReadonlySet<string>;

  /**
   * @param before what was told before there was a run
   * @param kept warnings that the file of a run has that is gone on with
   */
  constructor(before: readonly string[] = [], kept: readonly string[] = []) {
    this.#waiting = before.map((message) => ({ kind: "warning", message }));
    this.#kept = new Set(kept);
  }

  /** Hears the warnings among the events, and that a run was resumed or repeats another, from before there is a file on. */
  heard(emit: (event: RunEvent) => void): (event: RunEvent) => void {
    return (event) => {
      const isNew = event.kind === "warning" && !this.#kept.has(event.message);
      if (isNew || event.kind === "resumed" || event.kind === "repeated")
        this.#waiting.push({ kind: "warning", message: event.message });
      emit(event);
    };
  }

  /** A file whose header is written. */
  kept(file: RunFileWriter): RunFileWriter {
    return {
      path: file.path,
      get hasRoomForPictures() {
        return file.hasRoomForPictures;
      },
      write: (...lines) => {
        const waiting = this.#waiting;
        this.#waiting = [];
        return file.write(...waiting, ...lines);
      },
      storeStates: (...states) => file.storeStates(...states),
      storeSamples: (all) => file.storeSamples(all),
      [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
    };
  }
}
