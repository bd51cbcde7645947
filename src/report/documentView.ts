/**
 * A run document as views of it: what a session of it begins with, by its header and its last scored step alone, and the same with what led there, which is
 * read step by step while it is looked at.
 */
import type { RunView } from "../protocol/panel.ts";
import type { DeviceReport, GroupResult, StepEvent } from "../protocol/run.ts";
import { abortError, SteeringError } from "../errors.ts";
import { noGenealogy } from "../protocol/grownGenealogy.ts";
import { reachedWords } from "../protocol/reachedWords.ts";
import { pausedAt } from "../protocol/pause.ts";
import { awaitingStep } from "../runfile/awaiting.ts";
import { passesOf } from "../protocol/passes.ts";
import { bestIteration } from "../runfile/bestIteration.ts";
import type { RunDocument } from "../runfile/document.ts";
import type { RunFileHeader } from "../runfile/format.ts";
import { shownStep } from "../runfile/shownStep.ts";
import { newRunView, withEvent, withFailure, withResult } from "../protocol/runView.ts";

/** Steps of a pass that are gone back over; not more, for each is read. */
const mostSteps = 512;

/**
 * What is shown at once, and then the whole. A run whose file has no end was cut off: it shows what it had reached. So does one whose file is damaged, and says
 * where.
 */
export async function* viewsOfDocument(document: RunDocument): AsyncGenerator<RunView, void, undefined> {
  const steps = shownSteps(document);
  // A lineage with a gap would tell of ancestors that were none.
  const first = await reachedView(document, steps.slice(-1));
  yield await endedView(document, { ...first, reached: { ...first.reached, genealogy: noGenealogy } }, false);
  yield await endedView(document, await reachedView(document, steps));
}

/** The whole. */
export async function viewOfDocument(document: RunDocument): Promise<RunView> {
  return endedView(document, await reachedView(document, shownSteps(document)));
}

/** @param looksBack at the best of earlier iterations */
async function endedView(
  document: RunDocument,
  { reached, damage = document.problem }: Reached,
  looksBack = true,
): Promise<RunView> {
  const { header, result, end } = document;
  const waiting = damage === undefined ? await awaitingStep(document) : undefined;
  if (waiting !== undefined) return withFailure(reached, pausedAt(waiting.step, waiting.steps));
  if (end?.outcome === "stopped") return withFailure(reached, abortError());
  if (end?.outcome === "failed") return withFailure(reached, new SteeringError("internal", end.error.message));
  if (end === undefined || result === undefined || damage !== undefined) {
    const cutOff = `The run was cut off ${reachedWords(reached)}: its file has no end. Resume it from there.`;
    return withFailure(reached, damage ?? new SteeringError("run-file", cutOff));
  }
  const last = result.iterations.at(-1)?.iteration ?? 0;
  const best = last === 0 || !looksBack ? undefined : await bestIteration(document, last).catch(() => undefined);
  return withResult(reached, {
    ...result,
    bestBefore: best?.iteration === last ? undefined : best,
    goneOn: result.goneOn,
    particles: reached.particles,
    groups: result.groups.map((group, g): GroupResult => ({
      prompt: header.groups[g]?.prompt ?? "",
      ...group,
      draw: group.draw,
    })),
    scales: result.scales,
    specification: header.specification,
    device: deviceOf(header),
    runFile: undefined,
  });
}

interface Reached {
  readonly reached: RunView;
  /** Why steps are missing. */
  readonly damage: SteeringError | undefined;
}

/** At its last scored step that can be read, with what led to it: the same views as while it went on, from the same events. */
async function reachedView(document: RunDocument, steps: readonly number[]): Promise<Reached> {
  const { header, warnings, pilot } = document;
  let view: RunView = {
    ...newRunView(document.path, header.specification),
    ...originOf(header.origin),
    device: deviceOf(header),
    sandboxed: header.sandboxed,
    rewardVersions: header.rewards.map(({ sha256 }) => sha256),
    warnings,
  };
  let last: { readonly index: number; readonly before: RunView } | undefined;
  let damage: SteeringError | undefined;
  for (const index of steps) {
    try {
      const event = await stepEvent(document, index, false);
      last = { index, before: view };
      view = withEvent(view, event);
    } catch (error) {
      if (!(error instanceof SteeringError)) throw error;
      damage ??= error;
    }
  }
  // Pictures are read of the last step alone: no others are shown.
  if (last !== undefined) view = withEvent(last.before, await stepEvent(document, last.index, true));
  return { reached: { ...view, scales: pilot?.scales }, damage };
}

/** The last step of the run itself, where refinements followed, and the steps of the last pass. */
function shownSteps(document: RunDocument): number[] {
  const last = document.stepCount - 1;
  if (last < 0) return [];
  const { iteration } = document.keyOf(last);
  const shown: number[] = [];
  for (let index = last; index >= 0 && shown.length < mostSteps; index -= 1) {
    if (document.keyOf(index).iteration !== iteration) break;
    shown.push(index);
  }
  const { lastOfRun } = document;
  return [...(iteration > 0 && lastOfRun !== undefined ? [lastOfRun] : []), ...shown.toReversed()];
}

async function stepEvent(document: RunDocument, index: number, pictures: boolean): Promise<StepEvent> {
  const recorded = await document.step(index);
  const passes = passesOf(document.header.specification);
  const { iteration, step, steps, forwardPasses = 0 } = recorded;
  return {
    kind: "step",
    pass: iteration === 0 ? passes.run : passes.refinement(iteration),
    step,
    steps,
    scoring: await shownStep(document, recorded, { pictures }),
    previews: undefined,
    forwardPasses,
    secondsLeft: undefined,
  };
}

function originOf(origin: RunFileHeader["origin"]): Pick<RunView, "origin"> {
  return origin?.particle === undefined ? {} : { origin: { ...origin, particle: origin.particle } };
}

function deviceOf({ device, execution: { chunk, threads, precision, agreement } }: RunFileHeader): DeviceReport {
  return {
    provider: device.provider,
    execution: { chunk, threads, precision, agreement },
    tried: device.tried.map(({ provider, milliseconds, reason }) => ({ provider, milliseconds, reason })),
  };
}
