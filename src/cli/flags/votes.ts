/** `--vote`: what a person says of the particles of a run that waits. */
import { SteeringError } from "../../errors.ts";
import { mostLevels, type CastVote, type StepVotes, type Vote } from "../../protocol/votes.ts";
import { awaitingStep } from "../../runfile/awaiting.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { Flag, ParsedFlags } from "./flags.ts";

export const voteFlag: Flag = {
  name: "vote",
  kind: "text",
  placeholder: "<particle=vote>",
  repeatable: true,
  description:
    "Of a run that waits: kill, keep, or how often the particle's weight is doubled (2) or halved (-1); it changes the target. Particles without a vote are kept",
};

/** Undefined where there are none. Throws `specification-invalid` for a vote that is none, and where the run waits for nobody. */
export async function votesOf(parsed: ParsedFlags, document: RunDocument): Promise<StepVotes | undefined> {
  const votes = parsed.all("vote").map(castVote);
  if (votes.length === 0) return undefined;
  const waiting = await awaitingStep(document);
  if (waiting !== undefined) return { step: waiting.step, votes };
  throw invalid(`${document.path} waits for no votes. Leave out --vote, or start a run with --pause.`);
}

function castVote(said: string): CastVote {
  const [, particle, word] = /^(\d+)=(kill|keep|[+-]?\d+)$/u.exec(said) ?? [];
  const vote = word === undefined ? undefined : voteFrom(word);
  if (particle !== undefined && vote !== undefined) return { particle: Number(particle), vote };
  throw invalid(
    `--vote takes a particle and what you say of it, such as 3=2, 5=-1, 5=kill or 5=keep (at most ${mostLevels} doublings), and it is ${JSON.stringify(said)}. Change it.`,
  );
}

function voteFrom(word: string): Vote | undefined {
  if (word === "kill") return word;
  const level = word === "keep" ? 0 : Number(word);
  return Math.abs(level) <= mostLevels ? level : undefined;
}

function invalid(message: string): SteeringError {
  return new SteeringError("specification-invalid", message, { details: { field: "vote" } });
}
