/** What a comparison comes to, in sentences that claim no more than the intervals do. Pure. */
import type { ComparisonResult, Difference, Estimate, OutputName } from "../../protocol/comparison.ts";

export function conclusionOf(
  { differences, holdout, clouds }: Pick<ComparisonResult, "differences" | "holdout" | "clouds">,
  particles: number,
): string[] {
  const rewards = differences.map((difference) => verdict(difference, difference.reward, "reward", particles));
  const [main] = differences;
  const judged = holdout === undefined || main === undefined;
  const few = clouds.unsteered.feasible?.seeds === 1;
  const infeasible = [clouds.unsteered, clouds.steered].some(
    ({ feasible }) => feasible !== undefined && feasible.mean < 1,
  );
  return [
    ...rewards,
    ...(judged ? [] : [verdict(main, main.holdout, `holdout reward (${holdout})`, particles)]),
    ...(few ? ["One seed has no intervals: compare over more seeds to know what is chance."] : []),
    ...(infeasible
      ? ["Some particles miss the hard constraint: rewards are over those that meet it, and over seeds that have one."]
      : []),
  ];
}

function verdict({ of, minus }: Difference, estimate: Estimate | undefined, what: string, particles: number): string {
  const [one, other] = [capitalised(nameOf(of, particles)), nameOf(minus, particles)];
  if (estimate === undefined) return `${one} and ${other} cannot be compared in ${what}: no seed has both.`;
  const { mean, interval, seeds } = estimate;
  const by = number(Math.abs(mean));
  const direction = mean > 0 ? "higher" : "lower";
  if (interval === undefined) {
    return mean === 0
      ? `${one} and ${other} have the same ${what} with this seed.`
      : `${one} has a ${what} ${direction} by ${by} than ${other} with this seed.`;
  }
  const [low, high] = interval;
  if (low === 0 && high === 0) return `${one} and ${other} are the same in ${what} with each of ${seeds} seeds.`;
  const range = `95 % interval ${number(low)} to ${number(high)}, ${seeds} seeds`;
  return low > 0 || high < 0
    ? `${one} has a ${direction} ${what} than ${other}, by ${by} (${range}).`
    : `${one} and ${other} do not separate in ${what}: the difference is ${number(mean)} and its interval holds 0 (${range}).`;
}

function nameOf(output: OutputName, particles: number): string {
  switch (output) {
    case "base":
      return "one unsteered output";
    case "best-of-n":
      return `the best of ${particles} unsteered outputs`;
    case "fk":
      return `the best of ${particles} steered outputs`;
    default:
      return "a steered output drawn by weight";
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function number(value: number): string {
  return value.toFixed(3).replace("-", "−");
}
