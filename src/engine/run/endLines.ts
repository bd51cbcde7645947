/** The last lines of a run that came to its end: all figures, and the few that a list shows. Pure. */
import { beginningOf } from "../../cutText.ts";
import type { RunResult, RunSeconds } from "../../protocol/run.ts";
import type { BytePlace } from "../../runfile/schema.ts";
import type { RunFileEnd, RunFileResult } from "../../runfile/format.ts";
import { rewardSummary } from "../../runfile/rewardSummary.ts";
import { modalityOf } from "../../protocol/modality.ts";
import { isConstant, scaleOf } from "../../steering/diagnosis/spread.ts";

/** UTF-16 units of a text that a list shows. */
const excerptLength = 200;

export function endLines(
  {
    particles,
    best,
    bestBefore,
    groups,
    scales,
    iterations,
    goneOn,
    forwardPasses,
    isVoted,
  }: Omit<RunResult, "seconds" | "specification" | "device" | "runFile">,
  seconds: RunSeconds,
  thumbnail: BytePlace | undefined,
): readonly [RunFileResult, RunFileEnd] {
  const kinds = particles[0]?.parts.length ?? 0;
  // What a list shows is the best of all iterations.
  const chosen = bestBefore?.particle ?? particles[best];
  const excerpt = chosen && modalityOf(chosen).written(chosen);
  const result: RunFileResult = {
    kind: "result",
    best,
    groups: groups.map((group) => {
      const { draw, logZ, resamplings, island, scored } = group;
      return { best: group.best, draw, logZ, resamplings, island, scored };
    }),
    scales,
    iterations,
    ...(goneOn === undefined ? {} : { goneOn }),
    forwardPasses,
    seconds,
    ...(isVoted === true ? { isVoted } : {}),
  };
  const end: RunFileEnd = {
    kind: "end",
    outcome: "done",
    summary: {
      best: chosen?.reward ?? -Infinity,
      rewards: Array.from({ length: kinds }, (_, k) => rewardSummary(particles.map(({ parts }) => parts[k]!))),
      ...spreadOf(particles.map(({ reward }) => reward)),
      ...(thumbnail === undefined ? {} : { thumbnail }),
      ...(excerpt === undefined ? {} : { excerpt: beginningOf(excerpt, excerptLength) }),
    },
  };
  return [result, end];
}

function spreadOf(rewards: readonly number[]): { readonly spread?: number } {
  const feasible = rewards.filter((reward) => reward !== -Infinity);
  return feasible.length < 2 || isConstant(feasible) ? {} : { spread: scaleOf(feasible).scale };
}
