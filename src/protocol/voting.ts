/** Which votes count, and by which a run can go on. Pure. */
import type { Ballot } from "./ballot.ts";
import { groupLabel } from "./groupLabel.ts";
import type { RunView } from "./panel.ts";
import { standingVotes, voteWords, type CastVote } from "./votes.ts";

/** The ballot of a run as it waits now; undefined where it does not. */
export function ballotOf(
  run: Pick<RunView, "status" | "step"> | undefined,
  kept: Ballot | undefined,
): Ballot | undefined {
  if (run?.status !== "paused") return undefined;
  return kept?.step === run.step ? kept : { step: run.step, cast: [] };
}

/** Why a vote does not count, in a sentence; undefined where it does. */
export function refusedVote(
  run: Pick<RunView, "status" | "step" | "particles">,
  step: number,
  { particle, vote }: CastVote,
): string | undefined {
  if (run.status !== "paused")
    return "The run waits for no votes now: they count where it pauses. Nothing was changed.";
  if (step !== run.step)
    return `Votes count at step ${run.step}, where the run waits; what was at step ${step} has been selected from already. Go to the newest step to vote.`;
  const one = run.particles.find(({ index }) => index === particle);
  if (one === undefined) return `There is no particle ${particle} at step ${step}. Nothing was changed.`;
  if (one.weight > 0 || vote === 0 || vote === "kill") return undefined;
  return `Particle ${particle} is dead: its weight is 0 already, and a vote (${voteWords(vote)}) cannot bring it back. Branch from it to go on with it.`;
}

/** Why the run cannot go on by these votes, in a sentence; undefined where it can. */
export function refusedByVotes(
  { particles, groups, specification }: Pick<RunView, "particles" | "groups" | "specification">,
  { cast }: Ballot,
): string | undefined {
  const standing = standingVotes(cast);
  const emptied = groups.findIndex((_, g) => {
    const own = particles.filter(({ group, weight }) => group === g && weight > 0);
    return own.length > 0 && own.every(({ index }) => standing.get(index) === "kill");
  });
  if (emptied < 0) return undefined;
  const every = groups.length === 1 ? "Every" : `${groupLabel({ groups, specification }, emptied)}: every`;
  return `${every} particle is killed, and nothing would be left to go on with. Keep at least one, or run again with another seed.`;
}
