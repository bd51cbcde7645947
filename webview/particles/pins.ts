/** Which particles are pinned, to be seen side by side. Pure. */

/** More do not fit beside each other. */
export const mostPins = 4;

/** The pins after a click on `key`: it goes, or comes in last, and then the oldest goes where there are too many. */
export function toggledPins(pins: readonly number[], key: number): readonly number[] {
  if (pins.includes(key)) return pins.filter((one) => one !== key);
  return [...pins.slice(-(mostPins - 1)), key];
}
