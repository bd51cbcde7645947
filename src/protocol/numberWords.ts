/** Numbers as people read them, in every face the same. Pure: knows not what the numbers mean. */

const minus = "\u2212";

/** Not as a machine writes it. */
function forPeople(number: string): string {
  return number.replaceAll("-", minus).replace("e+", "e");
}

/** A reward: three decimals, fewer for large numbers, never a machine's "-0" or "1e+21". */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (value === Infinity) return "∞";
  if (value === -Infinity) return `${minus}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 5e-4)) return forPeople(value.toExponential(2));
  const text = size.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
  return value < 0 ? minus + text : text;
}

/** A normalised weight. */
export function formatWeight(weight: number): string {
  if (weight === 0) return "0 %";
  if (weight < 0.001) return "< 0.1 %";
  return `${(weight * 100).toFixed(weight < 0.0995 ? 1 : 0)} %`;
}

/** Effective sample size: one decimal while that says something. */
export function formatEss(ess: number): string {
  // A file may say what no run does; JSON makes null of it.
  if (!Number.isFinite(ess)) return "–";
  return ess >= 100 || Number.isInteger(ess) ? ess.toFixed(0) : ess.toFixed(1);
}

export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** "1 particle", "8 particles". */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** A number that need not be known exactly: two significant digits. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return forPeople(Number(value.toPrecision(2)).toString());
}

/** A number beside an axis: as many digits as tell it from the next one, which is a step away. */
export function formatTick(value: number, step: number): string {
  const [size, enough] = [Math.abs(value), Math.abs(step) / 100];
  if (size <= enough) return "0";
  const isShort = step >= 1e-4 && size < 1e6;
  const written = (number: number, digits: number): string =>
    isShort ? number.toFixed(digits) : number.toExponential(digits);
  // Those below each other have as many decimals.
  const exact = isShort ? step : value;
  let digits = 0;
  while (digits < 20 && Math.abs(Number(written(exact, digits)) - exact) > enough) digits += 1;
  return forPeople(written(value, digits));
}

/** So many decimals, as figures have that stand below each other. */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const text = value.toFixed(digits);
  // What is rounded to 0 has no sign.
  return Number(text) === 0 ? (0).toFixed(digits) : forPeople(text);
}

/** "820 B", "1.2 MB": powers of a thousand, as file managers have them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${Number(value.toPrecision(value < 10 && unit > 0 ? 2 : 3))} ${units[unit]}`;
}
