/** A finished run for programs. Pure. */
import type { Finding } from "../../steering/diagnosis/diagnose.ts";
import { byPrompt } from "../../steering/islands.ts";
import type { GroupResult, RunResult } from "../../protocol/run.ts";
import { modalityOf } from "../../protocol/modality.ts";

/** The JSON of `run --json`, with what is to be said of the steering; `files` are those of the images, in the order of the particles. What is −∞ (the reward of a hard constraint that is not met) is null, as JSON has no infinity. */
export function resultJson(
  result: RunResult,
  findings: readonly Finding[] = [],
  files: readonly string[] = [],
): object {
  const { specification, particles, best, groups, scales, iterations, forwardPasses, seconds, device, runFile } =
    result;
  const { bestBefore, goneOn } = result;
  const ofGroups = groups.map(groupJson);
  return {
    particles: particles.map(({ reward, parts, weight, ancestor, group, ...shown }, i) => ({
      ...(files[i] === undefined ? {} : { file: files[i] }),
      ...modalityOf(shown).json(shown),
      reward,
      parts,
      weight,
      ancestor,
      ...(groups.length === 1 ? {} : { group }),
    })),
    best,
    // One prompt's figures stand at the top, those of several each for itself.
    ...(groups.length === 1 ? ofGroups[0] : { groups: ofGroups }),
    ...(specification.islands === 1 ? {} : ofIslands(result)),
    ...(scales === undefined ? {} : { scales }),
    ...(iterations.length === 0 ? {} : { iterations: iterations.map(iterationJson) }),
    ...(bestBefore === undefined ? {} : { bestOfAll: bestJson(bestBefore) }),
    ...(goneOn === undefined ? {} : { goneOn }),
    forwardPasses,
    seconds,
    ...(result.isVoted === true ? { voted: true } : {}),
    seed: specification.seed,
    model: specification.model,
    device,
    findings,
    ...(runFile === undefined ? {} : { runFile }),
  };
}

/**
 * By prompt: log Z of its islands together, the share of each, by which its normalised weights are multiplied, the best particle, and the one drawn from all. Where
 * there is one prompt, its figures stand at the top, as without islands.
 */
function ofIslands({ specification: { islands }, groups, particles }: RunResult): object {
  const rewards = new Map(particles.map(({ index, reward }) => [index, reward]));
  const prompts = byPrompt(groups, islands).map((own) => {
    const best = own.map((group) => group.best).reduce((a, b) => (rewards.get(b)! > rewards.get(a)! ? b : a));
    const draw = own.find(({ island }) => island?.isDrawn === true)?.draw;
    return {
      prompt: own[0]!.prompt,
      best,
      logZ: own[0]!.island?.logZ,
      shares: own.map(({ island }) => island?.share),
      ...(draw === undefined ? {} : { draw }),
    };
  });
  const [first, ...others] = prompts;
  const { shares: _, ...whole } = first!;
  return { ...(others.length === 0 ? whole : {}), islands: prompts };
}

/** It is none of the last iteration's particles. */
function bestJson({ iteration, particle }: NonNullable<RunResult["bestBefore"]>): object {
  const { reward, parts, index, weight: _, ancestor: _ancestor, group: _group, ...shown } = particle;
  return { iteration, particle: index, ...modalityOf(shown).json(shown), reward, parts };
}

/** Only the run itself estimates log Z. */
function iterationJson({ logZ, ...iteration }: RunResult["iterations"][number]): object {
  return { ...iteration, ...(iteration.iteration === 0 ? { logZ } : { conditionalLogZ: logZ }) };
}

function groupJson({ prompt, best, draw, logZ, resamplings, scored }: GroupResult): object {
  return {
    prompt,
    best,
    ...(draw === undefined ? {} : { draw }),
    logZ,
    ess: scored.map(({ ess }) => ess),
    strength: scored.map(({ strength }) => strength),
    survivors: scored.map(({ survivors }) => survivors),
    resamplings,
  };
}
