/** From numbers of offspring to ancestors. Pure. */

/** Each index as often as it has offspring, in rising order; `count` in all. */
export function ancestorsOf(offspring: Int32Array, count: number): Int32Array {
  const ancestors = new Int32Array(count);
  let placed = 0;
  for (let i = 0; i < offspring.length; i += 1) {
    const end = Math.min(count, placed + (offspring[i] as number));
    for (; placed < end; placed += 1) ancestors[placed] = i;
  }
  return ancestors;
}
