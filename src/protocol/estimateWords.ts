/** What a comparison estimates, in every face the same. Pure. */
import type { Estimate } from "./comparison.ts";
import { formatFixed } from "./numberWords.ts";

/** mean [low, high] */
export function estimateText(estimate: Estimate | undefined, digits = 3): string {
  if (estimate === undefined) return "–";
  const { mean, interval } = estimate;
  const number = (value: number): string => formatFixed(value, digits);
  return interval === undefined ? number(mean) : `${number(mean)} [${interval.map(number).join(", ")}]`;
}
