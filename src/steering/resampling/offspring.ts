/** From numbers of offspring to ancestors. Pure. */

/** Each index as often as it has offspring, in rising order; `count` in all. */
export function ancestorsOf(offspring: Int32Array, count: number): Int32Array {
  const ancestors = new Int32Array(count);
  // 1. Each writes itself where its offspring would begin. One without any is overwritten by the next.
  let placed = 0;
  for (let i = 0; i < offspring.length && placed < count; i += 1) {
    ancestors[placed] = i;
    placed += offspring[i] as number;
  }
  // 2. The places in between are still 0, and belong to the one before them: a running maximum, without a branch.
  let latest = 0;
  for (let n = 0; n < count; n += 1) {
    const rise = (ancestors[n] as number) - latest;
    latest += rise & ~(rise >> 31);
    ancestors[n] = latest;
  }
  return ancestors;
}
