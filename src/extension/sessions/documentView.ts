/** A run document as a view of it: what a session of it begins with. Reads no more of it than is shown. */
import type { RunView } from "../../protocol/panel.ts";
import type { DeviceReport, GroupResult, StepEvent } from "../../protocol/run.ts";
import { abortError, SteeringError } from "../../errors.ts";
import { passesOf } from "../../protocol/passes.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { RunFileHeader } from "../../runfile/format.ts";
import { shownStep } from "../../runfile/shownStep.ts";
import { newRunView, withEvent, withFailure, withResult } from "../runs/runView.ts";

/** Of a pass: more are not gone back. */
const mostSteps = 2000;

/** A run whose file has no end was cut off: it shows what it had reached. Throws `run-file` for a damaged step. */
export async function viewOfDocument(document: RunDocument): Promise<RunView> {
  const { header, result, end } = document;
  const reached = await reachedView(document);
  if (end?.outcome === "stopped") return withFailure(reached, abortError());
  if (end?.outcome === "failed") return withFailure(reached, new SteeringError("internal", end.error.message));
  if (end === undefined || result === undefined) {
    const cutOff = `The run was cut off at step ${reached.step} of ${reached.steps}: its file has no end. Run it again.`;
    return withFailure(reached, document.problem ?? new SteeringError("run-file", cutOff));
  }
  return withResult(reached, {
    ...result,
    particles: reached.particles,
    groups: result.groups.map((group, g): GroupResult => ({
      prompt: header.groups[g]!.prompt,
      ...group,
      draw: group.draw,
    })),
    scales: result.scales,
    specification: header.specification,
    device: deviceOf(header),
    runFile: undefined,
  });
}

/** At its last scored step, with what led to it: the same views as while it went on, from the same events. */
async function reachedView(document: RunDocument): Promise<RunView> {
  const { header, warnings, pilot } = document;
  const begun: RunView = {
    ...newRunView(document.path, header.specification),
    device: deviceOf(header),
    sandboxed: header.sandboxed,
    rewardVersions: header.rewards.map(({ sha256 }) => sha256),
    warnings,
  };
  let view = begun;
  for (const index of shownSteps(document)) view = withEvent(view, await stepEvent(document, index));
  return { ...view, scales: pilot?.scales };
}

/** The last step of the run itself, where refinements followed, and the steps of the last pass. */
function shownSteps(document: RunDocument): number[] {
  const last = document.stepCount - 1;
  if (last < 0) return [];
  const { iteration } = document.keyOf(last);
  const shown: number[] = [];
  for (let index = last; index >= 0; index -= 1) {
    const found = document.keyOf(index).iteration;
    if (found === iteration && shown.length < mostSteps) shown.push(index);
    else if (found === 0) return [index, ...shown.toReversed()];
  }
  return shown.toReversed();
}

/** Pictures are read of the last step alone: no others are shown. */
async function stepEvent(document: RunDocument, index: number): Promise<StepEvent> {
  const recorded = await document.step(index);
  const passes = passesOf(document.header.specification);
  const { iteration, step, steps, forwardPasses = 0 } = recorded;
  return {
    kind: "step",
    pass: iteration === 0 ? passes.run : passes.refinement(iteration),
    step,
    steps,
    scoring: await shownStep(document, recorded, { pictures: index === document.stepCount - 1 }),
    previews: undefined,
    forwardPasses,
    secondsLeft: undefined,
  };
}

function deviceOf({ device }: RunFileHeader): DeviceReport {
  return {
    provider: device.provider,
    tried: device.tried.map(({ provider, milliseconds, reason }) => ({ provider, milliseconds, reason })),
  };
}
