/**
 * A person's votes on the particles of a step at which a run waits. A vote is a factor on a weight: each raise doubles it, each lowering halves it, a kill makes it 0, and
 * what is kept counts as it is. The factors stay in the weights to the end, so that a run with votes has another target. Pure.
 */
import * as v from "valibot";
import type { Frozen } from "./fields.ts";

/** How often a weight can be doubled or halved: more than weights of particles ever differ by in use. */
export const mostLevels = 30;

const levelSchema = v.pipe(v.number(), v.integer(), v.minValue(-mostLevels), v.maxValue(mostLevels));
/** So many doublings; 0 keeps the particle as it is. */
export const voteSchema = v.union([levelSchema, v.literal("kill")]);
export type Vote = Frozen<v.InferOutput<typeof voteSchema>>;

export const castVoteSchema = v.strictObject({
  particle: v.pipe(v.number(), v.integer(), v.minValue(0)),
  vote: voteSchema,
});
export type CastVote = Frozen<v.InferOutput<typeof castVoteSchema>>;

/** What a person says at a pause. Of several votes on one particle the last counts. */
export interface StepVotes {
  /** At which the run waits, as far as the person knows. */
  readonly step: number;
  readonly votes: readonly CastVote[];
}

export const keep = 0 satisfies Vote;

export function logFactorOf(vote: Vote): number {
  return vote === "kill" ? Number.NEGATIVE_INFINITY : vote * Math.LN2;
}

/** The vote that a recorded factor was. */
export function voteOf(logFactor: number): Vote {
  return logFactor === Number.NEGATIVE_INFINITY ? "kill" : Math.round(logFactor / Math.LN2);
}

/** By particle; those nobody has voted on are kept. */
export function logFactorsOf(votes: readonly CastVote[], count: number): Float64Array {
  const factors = new Float64Array(count);
  for (const { particle, vote } of votes) factors[particle] = logFactorOf(vote);
  return factors;
}

/** By particle: the last vote on each. */
export function standingVotes(votes: readonly CastVote[]): ReadonlyMap<number, Vote> {
  return new Map(votes.map(({ particle, vote }) => [particle, vote]));
}

/** What a person does to a particle's vote. */
export const voteDeeds = ["raise", "lower", "kill", "keep"] as const;
export type VoteDeed = (typeof voteDeeds)[number];

/** The vote that a deed makes of the one before. */
export function voteAfter(deed: VoteDeed, before: Vote | undefined): Vote {
  if (deed === "kill") return deed;
  return deed === "keep" ? keep : raised(before, deed === "raise" ? 1 : -1);
}

/** One doubling more, or less where `by` is −1; what was killed is raised from where it was kept. */
function raised(vote: Vote | undefined, by: 1 | -1): Vote {
  if (vote === "kill") return by === 1 ? keep : vote;
  const level = vote ?? 0;
  return Math.max(-mostLevels, Math.min(mostLevels, level + by));
}

/** "killed", "kept", "×4", "×½": what becomes of the weight. */
export function voteWords(vote: Vote): string {
  if (vote === "kill") return "killed";
  if (vote === keep) return "kept";
  if (vote > 0) return `×${2 ** vote}`;
  return vote === -1 ? "×½" : `×1/${2 ** -vote}`;
}
