/** What a comparison comes to, in sentences that claim no more than the intervals do. Pure. */
import type { ComparisonResult, Difference, Estimate, OutputName } from "../../protocol/comparison.ts";
import { formatNumber } from "../../protocol/numberWords.ts";

type Compared = Pick<ComparisonResult, "differences" | "holdout" | "clouds"> & {
  /** The holdout reward looks for what was steered away from: the less of it the better. */
  readonly isOpposed?: boolean;
  /** The strength is: less of the reward is what was steered to. */
  readonly isNegative?: boolean;
};

export function conclusionOf(
  { differences, holdout, clouds, isOpposed = false, isNegative = false }: Compared,
  particles: number,
  bestOf = particles,
): string[] {
  const counts = { particles, bestOf };
  const rewards = differences.map((difference) => verdict(difference, difference.reward, "reward", counts));
  const [main] = differences;
  const gains = isNegative ? falls : rises;
  // The best of each method has the highest reward, whichever way is wanted: under a negative strength what is drawn tells.
  const told = isNegative ? differences.find(({ of, minus }) => of === "fk-draw" && minus === "base") : differences[0];
  /** Less of what the judge finds is what was steered to. */
  const isAway = isOpposed !== isNegative;
  const loses = isAway ? rises : falls;
  const judged = holdout === undefined || main === undefined;
  const few = clouds.unsteered.feasible?.seeds === 1;
  const infeasible = [clouds.unsteered, clouds.steered].some(
    ({ feasible }) => feasible !== undefined && feasible.mean < 1,
  );
  return [
    ...rewards,
    ...(judged ? [] : [verdict(main, main.holdout, `holdout reward (${holdout})`, counts)]),
    ...(told !== undefined && gains(told.reward) && loses(told.holdout)
      ? [
          `The reward ${isNegative ? "falls, as it was to," : "rises"} while the holdout reward (${holdout}) ${isAway ? "finds more of what was steered away from" : "falls"}: what was gained may be the reward's own faults rather than better outputs. Look at the outputs before you rely on it.`,
        ]
      : []),
    ...(few ? ["One seed has no intervals: compare over more seeds to know what is chance."] : []),
    ...(infeasible
      ? ["Some particles miss the hard constraint: rewards are over those that meet it, and over seeds that have one."]
      : []),
  ];
}

/** How many samples each method takes the best of. */
interface Counts {
  readonly particles: number;
  readonly bestOf: number;
}

function verdict({ of, minus }: Difference, estimate: Estimate | undefined, what: string, counts: Counts): string {
  const [one, other] = [capitalised(nameOf(of, counts)), nameOf(minus, counts)];
  if (estimate === undefined) return `${one} and ${other} cannot be compared in ${what}: no seed has both.`;
  const { mean, interval, seeds } = estimate;
  const by = formatNumber(Math.abs(mean));
  const direction = mean > 0 ? "higher" : "lower";
  if (interval === undefined && seeds > 1)
    return `${one} and ${other} are the same in ${what} with each of ${seeds} seeds, as is everything else that was scored: nothing is known of their difference.`;
  if (interval === undefined) {
    return mean === 0
      ? `${one} and ${other} have the same ${what} with this seed.`
      : `${one} has a ${what} ${direction} by ${by} than ${other} with this seed.`;
  }
  const [low, high] = interval;
  if (low === 0 && high === 0) return `${one} and ${other} are the same in ${what} with each of ${seeds} seeds.`;
  const range = `95 % interval ${formatNumber(low)} to ${formatNumber(high)}, ${seeds} seeds`;
  return low > 0 || high < 0
    ? `${one} has a ${direction} ${what} than ${other}, by ${by} (${range}).`
    : `${one} and ${other} do not separate in ${what}: the difference is ${formatNumber(mean)} and its interval holds 0 (${range}).`;
}

/** As far as the seeds tell: by its interval, or by its one seed. */
function rises(estimate: Estimate | undefined): boolean {
  return estimate !== undefined && (estimate.interval?.[0] ?? estimate.mean) > 0;
}

function falls(estimate: Estimate | undefined): boolean {
  return estimate !== undefined && (estimate.interval?.[1] ?? estimate.mean) < 0;
}

function nameOf(output: OutputName, { particles, bestOf }: Counts): string {
  switch (output) {
    case "base":
      return "one unsteered output";
    case "best-of-n":
      return `the best of ${bestOf} unsteered outputs`;
    case "fk":
      return `the best of ${particles} steered outputs`;
    default:
      return "a steered output drawn by weight";
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
