/**
 * Where a run begins that has its first steps in common with another: until a step is scored nothing of how a run is steered moves a particle, and
 * each particle's noise is its own, so that N particles of a seed and prompt are the first N of more of them, bit for bit. Read from the other run's
 * files; knows no model but by how it revives a state.
 */
import type { RunDocument } from "../../runfile/document.ts";
import type { RecordedStep } from "../../runfile/recordedStep.ts";
import { revived } from "../../runfile/rebuild.ts";
import { startCloud } from "../../steering/cloud.ts";
import { movedCloud } from "../../steering/moved.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import type { Cloud } from "../../steering/record.ts";
import type { RunProcess } from "../models/runModel.ts";
import type { PromptGroup } from "./promptGroups.ts";

/** Candidates are chosen by the reward from the first step on. */
export function canShareStart({ candidates = 1 }: Pick<SteeringPolicy, "candidates">): boolean {
  return candidates === 1;
}

/** The particles as they had just reached the other run's first scored step; undefined where its files do not hold all of them. */
export async function sharedStart(
  document: RunDocument,
  process: RunProcess,
  groups: readonly PromptGroup[],
): Promise<Cloud<object> | undefined> {
  const first = document.stepCount === 0 ? undefined : await document.step(0);
  if (first?.states === undefined || first.iteration !== 0) return undefined;
  const own = indicesOf(document, first, groups);
  if (own === undefined) return undefined;
  const { states: places, logFactors, step } = first;
  const states = await revived(
    document,
    own.map((n) => places[n]!),
    (bytes) => process.revive(bytes),
  );
  if (states === undefined) return undefined;
  const factors = logFactors === undefined ? {} : { logFactors: Float64Array.from(own, (n) => logFactors[n]!) };
  return { ...movedCloud(startCloud(groups, states), { states, ...factors }), step };
}

/** By particle of this run: which of the other's it is. */
function indicesOf(
  { header }: RunDocument,
  { groups: recorded }: RecordedStep,
  groups: readonly PromptGroup[],
): number[] | undefined {
  const indices: number[] = [];
  for (const { key, particles } of groups) {
    const place = recorded[header.groups.findIndex((group) => group.key === key)];
    if (place === undefined || place.count < particles) return undefined;
    for (let n = 0; n < particles; n += 1) indices.push(place.start + n);
  }
  return indices;
}
