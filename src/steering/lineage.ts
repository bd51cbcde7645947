/** Who descends from whom. A lineage holds for each particle the index of its ancestor at the start. Pure. */

/** Everyone is their own ancestor. */
export function identityLineage(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => n);
}

/** Lineage after a resampling: particle n now descends from whatever ancestors[n] descended from. */
export function composeLineage(lineage: Int32Array, ancestors: Int32Array): Int32Array {
  return ancestors.map((ancestor) => lineage[ancestor] as number);
}

/** How many different ancestors the particles in [start, end) have. */
export function uniqueAncestors(lineage: Int32Array, start = 0, end = lineage.length): number {
  return new Set(lineage.subarray(start, end)).size;
}
