/** Numbers as people read them, in every face the same. Pure: knows not what the numbers mean. */

const minus = "\u2212";

/** A reward: three decimals, fewer for large numbers, never a machine's "-0" or "1e+21". */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (value === Infinity) return "∞";
  if (value === -Infinity) return `${minus}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 5e-4))
    return value.toExponential(2).replaceAll("-", minus).replace("e+", "e");
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
  return Number(value.toPrecision(2)).toString().replace("-", minus);
}

/** So many decimals, as figures have that stand below each other. */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return value.toFixed(digits).replace("-", minus);
}

/** "820 B", "1.2 MB": powers of a thousand, as file managers have them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${Number(value.toPrecision(value < 10 && unit > 0 ? 2 : 3))} ${units[unit]}`;
}
