/** A finished run for programs. Pure. */
import type { GroupResult, RunResult } from "../protocol/run.ts";

/** The JSON of `run --json`; `files` are those of the images, in the order of the particles. What is −∞ (the reward of a hard constraint that is not met) is null, as JSON has no infinity. */
export function resultJson(result: RunResult, files: readonly string[] = []): object {
  const { specification, particles, best, groups, scales, iterations, forwardPasses, seconds, device, runFile } =
    result;
  const ofGroups = groups.map(groupJson);
  return {
    particles: particles.map(({ reward, parts, weight, ancestor, group, ...shown }, i) => ({
      ...(shown.modality === "text"
        ? { text: shown.text }
        : { ...(files[i] === undefined ? {} : { file: files[i] }), width: shown.width, height: shown.height }),
      reward,
      parts,
      weight,
      ancestor,
      ...(groups.length === 1 ? {} : { group }),
    })),
    best,
    // Of one prompt at the top; of several, each for itself.
    ...(groups.length === 1 ? ofGroups[0] : { groups: ofGroups }),
    ...(scales === undefined ? {} : { scales }),
    ...(iterations.length === 0 ? {} : { iterations: iterations.map(iterationJson) }),
    forwardPasses,
    seconds,
    seed: specification.seed,
    model: specification.model,
    device,
    ...(runFile === undefined ? {} : { runFile }),
  };
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
