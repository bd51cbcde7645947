/** A scored step as it is shown and stored. Pure. */
import type { TextSample } from "../diffusion/text.ts";
import type { ParticleView, StepScoring } from "../protocol/run.ts";
import type { RunFileStep, StatePlace } from "../runfile/format.ts";
import type { Scoring, StepRecord } from "../steering/record.ts";

/** What a composite reward remembers of a sample. */
export type PartsOf = (sample: TextSample) => readonly number[] | undefined;

/** The scored particles; `roots` are the initial particles that they descend from. Of several draws the first is shown; `parts` are means over the draws. */
export function particleViews(scoring: Scoring<TextSample>, roots: Int32Array, partsOf: PartsOf): ParticleView[] {
  return scoring.samples.map((draws, index) => {
    const shown = draws[0]!;
    return {
      index,
      text: shown.text,
      generated: shown.generated,
      pieces: shown.pieces,
      reward: scoring.values[index]!,
      parts: meanParts(draws.map((draw) => partsOf(draw) ?? [])),
      weight: scoring.weights[index]!,
      ancestor: roots[index]!,
    };
  });
}

function meanParts(draws: readonly (readonly number[])[]): number[] {
  const [first] = draws;
  return (first ?? []).map((_, part) => draws.reduce((sum, draw) => sum + draw[part]!, 0) / draws.length);
}

export function stepScoring(scoring: Scoring<TextSample>, particles: readonly ParticleView[]): StepScoring {
  const [group] = scoring.groups;
  return {
    ess: group!.ess,
    resampled: group!.resampled,
    logZ: group!.logZ,
    strength: group!.strength,
    ancestors: Array.from(scoring.ancestors),
    particles,
  };
}

export function runFileStep(
  record: StepRecord<unknown, TextSample>,
  scoring: Scoring<TextSample>,
  shown: StepScoring,
  states: StatePlace[] | undefined,
): RunFileStep {
  return {
    kind: "step",
    step: record.step,
    steps: record.steps,
    ess: shown.ess,
    resampled: shown.resampled,
    logZ: shown.logZ,
    strength: shown.strength,
    values: Array.from(scoring.values),
    rewards: scoring.rewards.map((draws) => Array.from(draws)),
    logPotentials: Array.from(scoring.logPotentials),
    logWeights: Array.from(scoring.logWeights),
    ancestors: Array.from(scoring.ancestors),
    particles: shown.particles,
    ...(states === undefined ? {} : { states }),
  };
}
