/** What a comparison estimates, in every face the same. Pure. */
import type { Estimate } from "./comparison.ts";
import { formatFixed, formatShort } from "./numberWords.ts";

/** mean [low, high]: so many decimals, or two digits of each where those decimals would show zeros alone. */
export function estimateText(estimate: Estimate | undefined, digits = 3): string {
  if (estimate === undefined) return "–";
  const { mean, interval } = estimate;
  const largest = Math.max(...[mean, ...(interval ?? [])].map(Math.abs));
  const isTiny = largest > 0 && Number(largest.toFixed(digits)) === 0;
  const number = (value: number): string => (isTiny ? formatShort(value) : formatFixed(value, digits));
  return interval === undefined ? number(mean) : `${number(mean)} [${interval.map(number).join(", ")}]`;
}
