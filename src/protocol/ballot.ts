/** What a person has said so far of the particles of a run that waits: vote by vote, so that each can be taken back, and kept over a reload of the window. Pure. */
import * as v from "valibot";
import type { Frozen } from "./fields.ts";
import { castVoteSchema, standingVotes, voteAfter, type CastVote, type StepVotes, type VoteDeed } from "./votes.ts";

/** Of older votes none is taken back any more. */
const mostCast = 4096;

export const ballotSchema = v.object({
  /** At which the run waits. */
  step: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** In the order in which they were cast; of several on one particle the last counts. */
  cast: v.pipe(v.array(castVoteSchema), v.maxLength(mostCast)),
});
export type Ballot = Frozen<v.InferOutput<typeof ballotSchema>>;

export function withVote({ step, cast }: Ballot, vote: CastVote): Ballot {
  return { step, cast: [...cast, vote].slice(-mostCast) };
}

/** The vote that a deed makes of what was said of a particle before. */
export function castBy({ cast }: Ballot, particle: number, deed: VoteDeed): CastVote {
  return { particle, vote: voteAfter(deed, standingVotes(cast).get(particle)) };
}

/** Without the last vote: what was said of its particle before counts again. */
export function withoutLast({ step, cast }: Ballot): Ballot {
  return { step, cast: cast.slice(0, -1) };
}

export function votesOf({ step, cast }: Ballot): StepVotes {
  return { step, votes: [...standingVotes(cast)].map(([particle, vote]) => ({ particle, vote })) };
}
