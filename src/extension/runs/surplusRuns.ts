/** Deletes the oldest runs of a folder, so that no more are kept than a person wants. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { samplesPath, statesPath } from "../../runfile/format.ts";
import type { RunSummary } from "../../runfile/summary.ts";

interface Kept {
  /** What the list shows of a run's file. */
  readonly summaryOf: (path: string) => Promise<RunSummary>;
  /** Never deleted, however old: what the queue has still to do with, and what a person has marked. */
  readonly isSpared: (path: string) => boolean;
}

/** A run that waits for a person's votes is spared, too: it is not over. 0 keeps all. */
export async function deleteSurplusRuns(folder: string, keep: number, { summaryOf, isSpared }: Kept): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".fkrun"));
  for (const name of surplusRuns(names, keep, (one) => isSpared(join(folder, one)))) {
    const path = join(folder, name);
    const summary = await summaryOf(path).catch(() => undefined);
    if (summary?.waits === true) continue;
    for (const file of [path, statesPath(path), samplesPath(path)]) await rm(file, { force: true });
  }
}

/**
 * @param names of run files, which sort by time
 * @param isSpared never deleted, however old
 */
export function surplusRuns(names: readonly string[], keep: number, isSpared: (name: string) => boolean): string[] {
  if (keep === 0) return [];
  const oldest = names.toSorted().slice(0, Math.max(0, names.length - keep));
  return oldest.filter((name) => !isSpared(name));
}
