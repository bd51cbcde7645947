/** Which two things are chosen to be compared. Pure. */

/** The chosen ones after a click on `key`: it is left out, or comes in, and then the one chosen first goes where there are two. */
export function toggled(chosen: readonly number[], key: number): readonly number[] {
  if (chosen.includes(key)) return chosen.filter((one) => one !== key);
  return [...chosen.slice(-1), key];
}
