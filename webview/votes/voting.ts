/** The votes that the page shows: those of a ballot while a run waits, or those that a step was selected by. */
import type { Ballot } from "../../src/protocol/ballot.ts";
import { ballotOf } from "../../src/protocol/voting.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import type { GenealogyStep } from "../../src/steering/genealogy.ts";
import { isReport } from "../host/place.ts";
import { logFactorOf, standingVotes, voteOf, type Vote } from "../../src/protocol/votes.ts";

export interface ShownVotes {
  /** By particle. Those nobody has voted on are not among them. */
  readonly votes: ReadonlyMap<number, Vote>;
  /** They can be cast now: the shown step is the one at which the run waits. */
  readonly isOpen: boolean;
  /** By particle: how many copies its weight asks for, votes included; undefined where nothing is to be selected. */
  readonly copies: readonly number[] | undefined;
}

/**
 * @param past the step that was gone back to, if one was
 * @param shown the scored step that the page shows
 */
export function shownVotes(
  run: RunView,
  ballot: Ballot | undefined,
  past: number | undefined,
  shown: GenealogyStep | undefined,
): ShownVotes {
  const open = past === undefined ? openBallot(run, ballot) : undefined;
  if (open === undefined) {
    const recorded = Array.from(shown?.votes ?? []).map((factor, n) => [n, voteOf(factor)] as const);
    return { votes: new Map(recorded.filter(([, vote]) => vote !== 0)), isOpen: false, copies: undefined };
  }
  const votes = standingVotes(open.cast);
  return { votes, isOpen: true, copies: expectedCopies(run, votes) };
}

/** Of a run that waits for whoever looks at it here. */
export function openBallot(run: RunView, kept: Ballot | undefined): Ballot | undefined {
  return isReport() ? undefined : ballotOf(run, kept);
}

/** N W_n of the weights times the votes, by group. */
function expectedCopies({ particles, groups }: RunView, votes: ReadonlyMap<number, Vote>): number[] {
  const factored = particles.map(({ index, weight }) => weight * Math.exp(logFactorOf(votes.get(index) ?? 0)));
  const sums = groups.map((_, g) =>
    particles.reduce((sum, { group }, n) => (group === g ? sum + factored[n]! : sum), 0),
  );
  const count = particles.length / groups.length;
  return particles.map(({ group }, n) => (sums[group] === 0 ? 0 : (count * factored[n]!) / sums[group]!));
}
