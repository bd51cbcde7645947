/** What a person looked at of the last few runs, kept over a reload of the window. Knows a memory, not whose. */
import * as v from "valibot";
import { shownPlaceSchema, type ShownPlace } from "../../protocol/shownPlace.ts";

const key = "shownPlaces";
/** Runs: of older ones it is forgotten. */
const most = 32;

const keptSchema = v.array(v.object({ run: v.string(), place: shownPlaceSchema }));

/** VS Code's `Memento` is one. */
export interface PlaceMemory {
  get(name: string): unknown;
  update(name: string, value: unknown): PromiseLike<void>;
}

export class ShownPlaces {
  readonly #memory: PlaceMemory;

  constructor(memory: PlaceMemory) {
    this.#memory = memory;
  }

  of(run: string): ShownPlace | undefined {
    return this.#kept().find((one) => one.run === run)?.place;
  }

  keep(run: string, place: ShownPlace): void {
    const others = this.#kept().filter((one) => one.run !== run);
    void this.#memory.update(key, [{ run, place }, ...others].slice(0, most));
  }

  #kept(): v.InferOutput<typeof keptSchema> {
    const kept = v.safeParse(keptSchema, this.#memory.get(key));
    return kept.success ? kept.output : [];
  }
}
