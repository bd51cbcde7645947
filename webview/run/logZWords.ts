/** What a run's estimate of log Z is called: with a person's votes in it, it is that of another target. Pure. */
import type { RunView } from "../../src/protocol/panel.ts";

export function logZLabel({ isVoted }: Pick<RunView, "isVoted">): string {
  return isVoted === true ? "log Z with your votes" : "log Z";
}

export function logZTitle({ isVoted }: Pick<RunView, "isVoted">): string {
  return isVoted === true
    ? "Estimated log normalising constant of the model times exp(λ r) times your votes, which is not the target without them"
    : "Estimated log normalising constant of the steered distribution";
}
