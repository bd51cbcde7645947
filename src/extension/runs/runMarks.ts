/** What a person has put on runs of the list: a name of their own, a star. Kept with the workspace, and beside no run's file: files may be read only. */
import * as v from "valibot";

const key = "runMarks";
/** Runs: marks of those that were marked longest ago are forgotten. */
const most = 1000;

export interface RunMark {
  readonly name?: string | undefined;
  readonly isFavourite?: boolean | undefined;
}

const keptSchema = v.array(
  v.object({ run: v.string(), name: v.optional(v.string()), isFavourite: v.optional(v.boolean()) }),
);
type Kept = v.InferOutput<typeof keptSchema>;

/** VS Code's `Memento` is one. */
export interface MarkMemory {
  get(name: string): unknown;
  update(name: string, value: unknown): PromiseLike<void>;
}

export class RunMarks {
  readonly #memory: MarkMemory;
  #byRun: ReadonlyMap<string, RunMark> | undefined;

  constructor(memory: MarkMemory) {
    this.#memory = memory;
  }

  /** By the path of a run's file. */
  of(run: string): RunMark {
    const marks = this.#byRun ?? new Map(this.#kept().map(({ run: path, ...mark }) => [path, mark]));
    this.#byRun = marks;
    return marks.get(run) ?? {};
  }

  /** An empty name is none. */
  mark(run: string, changes: RunMark): void {
    const { name = "", isFavourite = false } = { ...this.of(run), ...changes };
    const mark = { ...(name.trim() === "" ? {} : { name: name.trim() }), ...(isFavourite ? { isFavourite } : {}) };
    const others = this.#kept().filter((one) => one.run !== run);
    const kept = Object.keys(mark).length === 0 ? others : [{ run, ...mark }, ...others].slice(0, most);
    this.#byRun = undefined;
    void this.#memory.update(key, kept);
  }

  #kept(): Kept {
    const kept = v.safeParse(keptSchema, this.#memory.get(key));
    return kept.success ? kept.output : [];
  }
}
