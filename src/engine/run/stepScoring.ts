/** A scored step as it is shown. Pure. */
import type { ParticleView, SampleView } from "../../protocol/particle.ts";
import type { StepScoring } from "../../protocol/run.ts";
import type { GroupDiagnostics } from "../../steering/diagnostics.ts";
import type { CloudGroup, Scoring } from "../../steering/record.ts";
import type { PromptGroup } from "./promptGroups.ts";
import type { AnySample } from "../reward/opened.ts";

/** What a composite reward remembers of a sample. */
export type PartsOf = (sample: AnySample) => readonly number[] | undefined;

/** The scored particles; `roots` are the initial particles that they descend from. Of several draws the first is shown; `parts` are means over the draws. `view` gives new objects, which become the particles'. */
export function particleViews(
  scoring: Pick<Scoring<AnySample>, "samples" | "values" | "weights">,
  groups: readonly CloudGroup[],
  roots: Int32Array,
  partsOf: PartsOf,
  view: (sample: AnySample) => SampleView,
): ParticleView[] {
  return groups.flatMap(({ start, count }, group) =>
    scoring.samples.slice(start, start + count).map((draws, offset): ParticleView => {
      const index = start + offset;
      // Not spread out: a picture in it is made when it is read.
      return Object.assign(view(draws[0]!), {
        index,
        group,
        reward: scoring.values[index]!,
        parts: meanParts(draws.map((draw) => partsOf(draw) ?? [])),
        weight: scoring.weights[index]!,
        ancestor: roots[index]!,
      });
    }),
  );
}

function meanParts(draws: readonly (readonly number[])[]): number[] {
  const [first] = draws;
  return (first ?? []).map((_, part) => draws.reduce((sum, draw) => sum + draw[part]!, 0) / draws.length);
}

/** `diagnosed` has this step in it. */
export function stepScoring(
  scoring: Scoring<AnySample>,
  groups: readonly PromptGroup[],
  diagnosed: readonly GroupDiagnostics[],
  particles: readonly ParticleView[],
): StepScoring {
  return {
    groups: groups.map(({ prompt }, g) => {
      const { ess, resampled, logZ, strength } = scoring.groups[g]!;
      return { prompt, ess, resampled, logZ, strength, survivors: diagnosed[g]!.scored.at(-1)!.survivors };
    }),
    ancestors: Array.from(scoring.ancestors),
    particles,
    ...(scoring.interventions === undefined ? {} : { votes: Array.from(scoring.interventions) }),
  };
}
