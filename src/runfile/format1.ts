/** Runs of format 1, as what format 2 knows of them: states that went on instead of those that were scored, pictures in the lines, no draws' samples. Pure. */
import type * as v from "valibot";
import type { Frozen } from "../protocol/fields.ts";
import { promptsOf } from "../protocol/specification.ts";
import { normalise } from "../steering/weights.ts";
import type { RunFileEnd, RunFileHeader, RunFileResult } from "./format.ts";
import {
  checkIndices,
  checkLengths,
  type RecordedGroup,
  type RecordedSample,
  type RecordedStep,
} from "./recordedStep.ts";
import { rewardSummary } from "./rewardSummary.ts";
import type { endSchema1, headerSchema1, stepSchema1 } from "./schema1.ts";

export type Header1 = Frozen<v.InferOutput<typeof headerSchema1>>;
export type Step1 = Frozen<v.InferOutput<typeof stepSchema1>>;
export type End1 = Frozen<v.InferOutput<typeof endSchema1>>;

/** Keys as format 1's engine made them of prompts. */
export function headerOf1(header: Header1, modality: RunFileHeader["modality"]): RunFileHeader {
  const { specification } = header;
  const seen = new Map<string, number>();
  const groups = promptsOf(specification).map((prompt) => {
    const before = seen.get(prompt) ?? 0;
    seen.set(prompt, before + 1);
    const key = before === 0 && !prompt.includes("\0") ? prompt : `${prompt}\0${before}`;
    return { key, prompt, particles: specification.particles };
  });
  return { ...header, modality, groups, execution: {} };
}

/** @throws Error with why, where the line does not go together with the header */
export function stepOf1(header: RunFileHeader, line: Step1): RecordedStep {
  const count = header.groups.reduce((sum, { particles }) => sum + particles, 0);
  const { values, rewards, logPotentials, logWeights, ancestors, particles, states } = line;
  checkLengths(count, { values, rewards, logPotentials, logWeights, ancestors, particles, states });
  checkIndices(count, { ancestors, roots: particles.map(({ ancestor }) => ancestor) });
  checkLengths(header.groups.length, { groups: line.groups });
  const weights = new Float64Array(count);
  let start = 0;
  const groups = header.groups.map(({ particles: size }, g): RecordedGroup => {
    normalise(Float64Array.from(logWeights), weights, start, start + size);
    const group = { ...line.groups[g]!, start, count: size, logZBefore: undefined, floor: undefined };
    start += size;
    return group;
  });
  return {
    iteration: line.iteration,
    step: line.step,
    steps: line.steps,
    forwardPasses: undefined,
    groups,
    isSelected: true,
    values,
    parts: particles.map(({ parts }) => parts),
    logPotentials,
    interventions: undefined,
    logFactors: undefined,
    logPaid: undefined,
    logWeights,
    weights: Array.from(weights),
    weighed: undefined,
    ancestors,
    roots: particles.map(({ ancestor }) => ancestor),
    samples: particles.map((particle) => sampleOf1(particle, line.step === line.steps)),
    draws: { rewards },
    // Their checksums were not kept.
    states: undefined,
    between: undefined,
  };
}

function sampleOf1(particle: Step1["particles"][number], isLast: boolean): RecordedSample {
  if (particle.modality === "text") {
    const { text, generated, pieces } = particle;
    return { modality: "text", text, generated, pieces };
  }
  const picture = { base64: particle.png };
  return {
    modality: "image",
    width: particle.width,
    height: particle.height,
    thumbnail: picture,
    picture: isLast ? picture : undefined,
  };
}

/** The figures of a run that came to its end. */
export function resultOf1(end: Extract<End1, { readonly outcome: "done" }>): RunFileResult {
  const { best, scales, iterations, forwardPasses, seconds } = end;
  const groups = end.groups.map((group) => {
    const { draw, logZ, resamplings, scored } = group;
    return { best: group.best, draw, logZ, resamplings, scored };
  });
  return { kind: "result", best, groups, scales, iterations, forwardPasses, seconds };
}

export function endOf1(end: End1): RunFileEnd {
  if (end.outcome !== "done") return end;
  const { particles, best } = end;
  const kinds = particles[0]?.parts.length ?? 0;
  const rewards = Array.from({ length: kinds }, (_, k) =>
    rewardSummary(particles.map(({ parts }) => parts[k] ?? Number.NaN)),
  );
  return { kind: "end", outcome: "done", summary: { best: particles[best]?.reward ?? Number.NaN, rewards } };
}
