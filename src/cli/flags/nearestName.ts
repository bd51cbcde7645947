/** Which name was probably meant by one that is none. Pure. */

/** Undefined where none is near: at most a third of the letters may be wrong. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: typingDistance(typed, name) }))
    .filter(({ name, distance }) => distance <= Math.max(typed.length, name.length) / 3)
    .toSorted((a, b) => a.distance - b.distance);
  return best?.name;
}

/** " Did you mean X?", or nothing. */
export function suggestion(typed: string, names: readonly string[]): string {
  const near = nearestName(typed, names);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

/** Letters left out, put in, mistaken or swapped with the next: the optimal string alignment distance. */
function typingDistance(a: string, b: string): number {
  let [older, old] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = old[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? older[j - 2]! + 1 : Infinity;
      row.push(Math.min(old[j]! + 1, row[j - 1]! + 1, changed, swapped));
    }
    [older, old] = [old, row];
  }
  return old[b.length]!;
}
