/** Which runs are deleted so that no more are kept than a person wants. Pure. */

/**
 * @param names of run files, which sort by time
 * @param isSpared never deleted, however old: what the queue has still to do with, and what a person has marked
 */
export function surplusRuns(names: readonly string[], keep: number, isSpared: (name: string) => boolean): string[] {
  if (keep === 0) return [];
  const oldest = names.toSorted().slice(0, Math.max(0, names.length - keep));
  return oldest.filter((name) => !isSpared(name));
}
