/** How well a run went, group by group, gathered from its records. Pure. */
import { composeLineage, identityLineage, uniqueAncestors } from "./lineage.ts";
import type { StepRecord } from "./record.ts";

/** One group at one scored step. */
export interface ScoredDiagnostics {
  readonly step: number;
  /** In 1 … N. */
  readonly ess: number;
  readonly resampled: boolean;
  /** λ_j: with adaptive tempering, how far towards λ the values allowed to go. */
  readonly strength: number;
  /** Different particles of the start that still have descendants, after this step. */
  readonly survivors: number;
}

export interface GroupDiagnostics {
  readonly key: string;
  readonly scored: readonly ScoredDiagnostics[];
  readonly resamplings: number;
}

/** Takes a run's records in order. `lineage[n]` is the particle at the start that particle n descends from. */
export class Diagnostics {
  #lineage: Int32Array | undefined;
  readonly #groups: Map<string, ScoredDiagnostics[]>;

  /** @param before what had been gathered where the run is gone on with */
  constructor(
    before?: Pick<Diagnostics, "lineage"> & { readonly groups: readonly Omit<GroupDiagnostics, "resamplings">[] },
  ) {
    this.#lineage = before?.lineage;
    this.#groups = new Map(before?.groups.map(({ key, scored }) => [key, [...scored]]));
  }

  add({ step, cloud, scoring }: StepRecord<unknown, unknown>): void {
    this.#lineage ??= identityLineage(cloud.states.length);
    if (scoring === undefined) return;
    const lineage = composeLineage(this.#lineage, scoring.ancestors);
    this.#lineage = lineage;
    scoring.groups.forEach(({ key, ess, resampled, strength }, g) => {
      const { start = 0, count = 0 } = cloud.groups[g] ?? {};
      const survivors = uniqueAncestors(lineage, start, start + count);
      const scored = this.#groups.get(key) ?? [];
      scored.push({ step, ess, resampled, strength, survivors });
      this.#groups.set(key, scored);
    });
  }

  get lineage(): Int32Array {
    return this.#lineage ?? new Int32Array();
  }

  get groups(): readonly GroupDiagnostics[] {
    return [...this.#groups].map(([key, scored]) => ({
      key,
      scored,
      resamplings: scored.filter(({ resampled }) => resampled).length,
    }));
  }
}
