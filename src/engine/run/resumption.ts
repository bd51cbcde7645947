/** Where a run that was cut off goes on, and with what: read from its files, equal in every number to the run itself. Knows nothing of what runs on. */
import type { IterationResult } from "../../protocol/run.ts";
import { votedTarget } from "../../protocol/pause.ts";
import { SteeringError } from "../../errors.ts";
import type { ReferencePath, RunDocument } from "../../runfile/document.ts";
import { rebuiltReference, rebuiltStep, revived, type RebuiltStep } from "../../runfile/rebuild.ts";
import type { RecordedStep } from "../../runfile/recordedStep.ts";
import { shownStep } from "../../runfile/shownStep.ts";
import type { Passes } from "../../protocol/passes.ts";
import { slotsOf } from "../../steering/cloud.ts";
import { PathStore } from "../../steering/paths.ts";
import type { ScoredDiagnostics } from "../../steering/diagnostics.ts";
import { intervened } from "../../steering/intervene.ts";
import type { Cloud } from "../../steering/record.ts";
import { assess, select } from "../../steering/select.ts";
import { selectionLine } from "./keptStep.ts";
import type { PassBefore } from "./passLog.ts";
import { groupsOf, iterationResult, type KeptPath } from "./refine.ts";
import type { RunSteering } from "./runSteering.ts";

/** From a scored step of the run itself, or from the beginning of a refinement. */
export type Resumption =
  | {
      readonly kind: "step";
      readonly start: Cloud<object>;
      readonly before: PassBefore;
      /** What led there, of a run that is to be refined. */
      readonly paths: PathStore<object> | undefined;
    }
  | {
      readonly kind: "refinement";
      readonly first: number;
      /** By group. */
      readonly paths: readonly KeptPath[];
      /** By group, of the run itself. */
      readonly logZ: readonly number[];
      /** Those that are over. */
      readonly iterations: readonly IterationResult[];
    };

/**
 * The newest place that the files hold whole; undefined where the run begins again, since it had reached none. A step that nobody has selected from is
 * selected from now, and its selection kept and told.
 *
 * @param votes log factors for that step, as `factorsFor` has believed them; throws `run-file` where its particles are gone
 */
export async function resumption(
  steering: RunSteering,
  document: RunDocument,
  passes: Passes,
  votes?: Float64Array,
): Promise<Resumption | undefined> {
  const { refine } = document.header.specification;
  // A refinement begins anew from the path that it follows.
  if (refine !== undefined && (await document.reference(1)) !== undefined)
    return refinementFrom(steering, document, refine.iterations);
  for (let index = document.stepCount - 1; index >= 0; index -= 1) {
    // Nothing goes on from the last step; what it came to is worked out again from the one before.
    if (document.keyOf(index).step === steering.process.steps) continue;
    const rebuild = (): Promise<RebuiltStep<object>> =>
      rebuiltStep(document, index, (bytes) => steering.process.revive(bytes));
    // What a person said of these particles is not said of those before.
    const rebuilt = votes === undefined ? await unlessGone(rebuild) : await rebuild();
    if (rebuilt === undefined) continue;
    const recorded = await document.step(index);
    const selected = rebuilt.cloud === undefined ? await selectNow(steering, recorded, rebuilt, votes) : undefined;
    await document.refresh();
    if (selected !== undefined) await tell(steering, document, index, passes);
    if (votes !== undefined && !document.warnings.includes(votedTarget))
      steering.emit({ kind: "warning", message: votedTarget });
    const start = selected ?? rebuilt.cloud!;
    const paths = refine === undefined ? undefined : await pathsTo(steering, document, { index, start });
    if (refine !== undefined && paths === undefined) return undefined;
    return { kind: "step", start, before: await beforeStep(document, index), paths };
  }
  return undefined;
}

export interface ResumedPlace {
  readonly words: string;
  /** What it had reached after that is not kept, and comes again. */
  readonly isBefore: boolean;
}

/** Where it goes on, for whoever resumed it. */
export function resumedPlace(
  document: Pick<RunDocument, "lastOfRun" | "keyOf">,
  from: Resumption | undefined,
  steps: number,
): ResumedPlace {
  if (from?.kind === "refinement") {
    return { words: "Resumed at the beginning of its iteration, from the path that this follows", isBefore: false };
  }
  const words = `Resumed ${from === undefined ? "from its beginning" : `after step ${from.start.step}`}`;
  const last = document.lastOfRun;
  const stepAt = (index: number): number => (index < 0 ? 0 : document.keyOf(index).step);
  // Nothing goes on from the last step.
  const newest = last === undefined ? 0 : stepAt(stepAt(last) === steps ? last - 1 : last);
  if ((from?.start.step ?? 0) >= newest) return { words, isBefore: false };
  const gone = `the particles of step ${newest} are gone (past the limit of what is kept, or the file beside it is missing)`;
  return { words: `${words}, since ${gone}`, isBefore: true };
}

/** What a person has decided at steps that the run comes to again: their votes there, undefined where they had none. */
export async function decidedAfter(
  document: RunDocument,
  step: number,
): Promise<Map<number, Float64Array | undefined>> {
  const decided = new Map<number, Float64Array | undefined>();
  for (let index = 0; index <= (document.lastOfRun ?? -1); index += 1) {
    const { interventions, isSelected, ...recorded } = await document.step(index);
    if (recorded.step <= step || !isSelected) continue;
    decided.set(recorded.step, interventions && Float64Array.from(interventions));
  }
  return decided;
}

/** Undefined where what lies between scored steps was not kept. */
async function pathsTo(
  { process, groups, random }: RunSteering,
  document: RunDocument,
  last: { readonly index: number; readonly start: Cloud<object> },
): Promise<PathStore<object> | undefined> {
  const revive = (bytes: Uint8Array): object => process.revive(bytes);
  const paths = new PathStore<object>(process.initial(slotsOf(groups), random));
  let reached = 0;
  for (let index = 0; index <= last.index; index += 1) {
    const { step, ancestors, between = [], ...scoring } = await document.step(index);
    if (between.length !== step - reached - 1) return undefined;
    for (const places of between) {
      const states = await revived(document, places, revive);
      if (states === undefined) return undefined;
      paths.add({ cloud: { states } });
    }
    const cloud =
      index === last.index ? last.start : (await unlessGone(() => rebuiltStep(document, index, revive)))?.cloud;
    if (cloud === undefined) return undefined;
    paths.add({ cloud, scoring: { ancestors: Int32Array.from(ancestors), groups: scoring.groups } });
    reached = step;
  }
  return paths;
}

/**
 * The newest paths of those that iterations follow.
 *
 * @param most paths for an iteration after this one are none that are to be followed
 */
export async function refinementFrom(
  { process, groups }: RunSteering,
  document: RunDocument,
  most = Infinity,
): Promise<Extract<Resumption, { readonly kind: "refinement" }> | undefined> {
  const reached = document.stepCount === 0 ? 0 : document.keyOf(document.stepCount - 1).iteration;
  for (let first = Math.min(reached + 1, most); first >= 1; first -= 1) {
    const paths: KeptPath[] = [];
    for (let group = 0; group < groups.length; group += 1) {
      const path = await document.reference(first, group);
      const revive = (bytes: Uint8Array): object => process.revive(bytes);
      const reference = path && (await unlessGone(() => rebuiltReference(document, first, revive, group)));
      // Cut off between the paths of one group and the next.
      if (path === undefined || reference === undefined) break;
      paths.push({ particle: path.particle, since: path.since, reference });
    }
    if (paths.length < groups.length) continue;
    return { kind: "refinement", first, paths, ...(await finishedIterations(groups, document, first, paths)) };
  }
  return undefined;
}

/** @param paths that iteration `first` follows, by group */
export async function finishedIterations(
  groups: RunSteering["groups"],
  document: RunDocument,
  first: number,
  paths: readonly Pick<ReferencePath, "particle" | "since">[],
): Promise<Pick<Extract<Resumption, { readonly kind: "refinement" }>, "logZ" | "iterations">> {
  const iterations: IterationResult[] = [];
  let logZ: readonly number[] = [];
  for (const { iteration, values, weights, groups: reached } of await lastSteps(document, first)) {
    if (iteration === 0) logZ = reached.map((group) => group.logZ);
    const followed =
      iteration + 1 === first
        ? paths
        : await Promise.all(groups.map(async (_, g) => (await document.reference(iteration + 1, g))!));
    const before = iterations.at(-1);
    const kept = followed.map(({ particle, since }, g) => (since === undefined ? particle : groupsOf(before!)[g]!));
    const outcome = { rewards: values, weights, groups: reached };
    iterations.push(iterationResult(iteration, outcome, { kept, groups, logZ }));
  }
  return { logZ, iterations };
}

/** Of each iteration before `first`. */
async function lastSteps(document: RunDocument, first: number): Promise<RecordedStep[]> {
  const last = new Map<number, number>();
  for (let index = 0; index < document.stepCount; index += 1) {
    const { iteration } = document.keyOf(index);
    if (iteration < first) last.set(iteration, index);
  }
  const steps: RecordedStep[] = [];
  for (const index of last.values()) steps.push(await document.step(index));
  return steps;
}

async function selectNow(
  { policy, random, file }: RunSteering,
  { step, iteration, groups, roots }: RecordedStep,
  { weighed }: RebuiltStep<object>,
  votes: Float64Array | undefined,
): Promise<Cloud<object>> {
  const floors = groups.map(({ floor }) => floor);
  const voted = votes === undefined ? weighed : intervened(weighed, votes).cloud;
  const {
    cloud,
    ancestors,
    groups: selected,
  } = select(voted, assess(voted), floors, policy, false, random, () => false, votes);
  const diagnosed = selected.map((_, g) => {
    const { start, count } = groups[g]!;
    return {
      survivors: new Set(
        ancestors
          .subarray(start, start + count)
          .values()
          .map((n) => roots[n]),
      ).size,
    };
  });
  const scoring = { interventions: votes, ancestors, groups: selected };
  await file?.write(selectionLine({ iteration, step, scoring, diagnosed }));
  return cloud;
}

async function tell({ emit }: RunSteering, document: RunDocument, index: number, passes: Passes): Promise<void> {
  const recorded = await document.step(index);
  const { step, steps, forwardPasses = 0 } = recorded;
  const scoring = await shownStep(document, recorded);
  const pass = passes.run;
  emit({ kind: "step", pass, step, steps, scoring, previews: undefined, forwardPasses, secondsLeft: undefined });
}

async function beforeStep(document: RunDocument, last: number): Promise<PassBefore> {
  const { groups } = document.header;
  const scored = groups.map((): ScoredDiagnostics[] => []);
  let isVoted = false;
  let lineage = new Int32Array();
  for (let index = 0; index <= last; index += 1) {
    const recorded = await document.step(index);
    recorded.groups.forEach(({ ess, resampled, strength, survivors }, g) => {
      scored[g]!.push({ step: recorded.step, ess, resampled, strength, survivors });
    });
    isVoted ||= recorded.interventions !== undefined;
    lineage = Int32Array.from(recorded.ancestors, (n) => recorded.roots[n]!);
  }
  return { lineage, groups: groups.map(({ key }, g) => ({ key, scored: scored[g]! })), isVoted };
}

/** Undefined where bytes were not kept, or are damaged. */
async function unlessGone<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SteeringError && error.code === "run-file") return undefined;
    throw error;
  }
}
