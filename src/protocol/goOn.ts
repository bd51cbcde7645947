/** A finished run that goes on with particle Gibbs from its own paths: until when, what became of it, and which shown runs can. Pure. */
import * as v from "valibot";
import { finite, type Frozen } from "./fields.ts";
import { formatNumber, plural } from "./numberWords.ts";
import { formatSeconds } from "./timeWords.ts";

const positive = v.pipe(
  finite,
  v.check((value) => value > 0, "must be above 0"),
);

/** When it has gone on for long enough. */
export const goOnUntilSchema = v.variant("kind", [
  /** Wall time, without loading. The iteration under way is finished. */
  v.strictObject({ kind: v.literal("seconds"), seconds: positive }),
  /** A particle has this reward, or a higher one. */
  v.strictObject({ kind: v.literal("reward"), reward: finite }),
  /** The 90 % interval of the mean reward over iterations is as narrow as this. */
  v.strictObject({ kind: v.literal("interval"), width: positive }),
]);
export type GoOnUntil = Frozen<v.InferOutput<typeof goOnUntilSchema>>;

/** How a run goes on where nobody says for how long. */
export const usualSeconds = 120;
/** Iterations that a run goes on for at most, at a time. */
export const mostIterations = 1000;

/** What ended it: what it was to come to, that it got no better, its limit of iterations, the person, or an error. */
export const goOnEndings = ["reached", "no-better", "limit", "stopped", "failed"] as const;
export type GoOnEnding = (typeof goOnEndings)[number];

/** The steered distribution's mean reward, over the iterations from 1 on. */
export interface MeanReward {
  readonly mean: number;
  /** Its 90 % bootstrap interval. */
  readonly interval: readonly [low: number, high: number];
  readonly iterations: number;
}

/** One time that a run went on, and what was spent on it. */
export interface GoneOn {
  /** Its first iteration. */
  readonly first: number;
  /** Whole ones. */
  readonly iterations: number;
  readonly until: GoOnUntil;
  readonly ending: GoOnEnding;
  /** Of the model, what was not finished included. */
  readonly forwardPasses: number;
  readonly seconds: number;
  /** Only where the interval decided: what stops by its best particle would tell a mean that is too high. */
  readonly mean?: MeanReward | undefined;
}

/** What of a shown run decides whether it can. */
interface ShownRun {
  readonly status: string;
  readonly groups: readonly unknown[];
  readonly particles: readonly unknown[];
  readonly isVoted?: boolean;
}

/** Why a run cannot go on, in a sentence without its full stop; undefined where it can. */
export function refusedGoingOn({ status, groups, particles, isVoted }: ShownRun): string | undefined {
  if (status !== "done") return "Only a run that came to its end can go on";
  if (isVoted === true)
    return "A run with votes cannot go on: other particles would have none. Save the votes as a reward, and run with that";
  if (particles.length < 2 * groups.length) return "Going on needs 2 particles or more, one of them the reference";
  return undefined;
}

/** "for 2 min", "until a reward of 0.9 or more". */
export function untilWords(until: GoOnUntil): string {
  switch (until.kind) {
    case "seconds":
      return `for ${formatSeconds(until.seconds)}`;
    case "reward":
      return `until a reward of ${formatNumber(until.reward)} or more`;
    default:
      return `until the 90 % interval of the mean reward is ${formatNumber(until.width)} wide or less`;
  }
}

/** What became of it, and what it cost, in a sentence. */
export function goneOnWords({ first, iterations, until, ending, forwardPasses, seconds, mean }: GoneOn): string {
  const last = first + iterations - 1;
  const which = iterations === 0 ? "" : ` (${iterations === 1 ? first : `${first} to ${last}`})`;
  const told =
    mean === undefined
      ? ""
      : ` The mean reward over ${plural(mean.iterations, "iteration")} is ${formatNumber(mean.mean)}, 90 % interval ${formatNumber(mean.interval[0])} to ${formatNumber(mean.interval[1])}.`;
  return `Went on ${untilWords(until)}: ${plural(iterations, "iteration")}${which}, ${plural(forwardPasses, "forward pass", "forward passes")}, ${formatSeconds(seconds)}; ${endingWords(until, ending)}.${told}`;
}

function endingWords(until: GoOnUntil, ending: GoOnEnding): string {
  switch (ending) {
    case "reached":
      return until.kind === "seconds" ? "its time was up" : "it came to that";
    case "no-better":
      return "it got no better any more";
    case "limit":
      return `it reached the limit of ${mostIterations} iterations`;
    case "stopped":
      return "it was stopped";
    default:
      return "an error ended it";
  }
}
