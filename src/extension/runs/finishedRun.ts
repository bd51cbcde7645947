/** A run file as the panel shows it. Pure: what was read in, a view out. */
import type { RunView } from "../../protocol/panel.ts";
import type { DeviceReport, ScoredStep } from "../../protocol/run.ts";
import type { RunFileHeader, RunFileStep } from "../../runfile/format.ts";
import type { RunFile } from "../../runfile/read.ts";
import { abortError, SteeringError } from "../../errors.ts";
import { bestOf, generation, newRunView, noGenealogy, withGeneration, withFailure, withResult } from "./runView.ts";

/** A run whose file has no end was cut off: it shows what it had reached. */
export function viewOfRunFile(id: string, { header, pilot, steps, end }: RunFile): RunView {
  const last = steps.at(-1);
  const device = deviceOf(header);
  const begun = newRunView(id, header.specification);
  const ofLastPass = steps.filter(({ iteration }) => iteration === last?.iteration);
  const ofRun = steps.filter(({ iteration }) => iteration === 0);
  const reached: RunView = {
    ...begun,
    device,
    rewardVersions: header.rewards.map(({ sha256 }) => sha256),
    step: last?.step ?? 0,
    steps: last?.steps ?? begun.steps,
    particles: last?.particles ?? [],
    genealogy: ofLastPass.reduce(
      (genealogy, one) => withGeneration(genealogy, one.steps, generation(one.step, one)),
      noGenealogy,
    ),
    best: last === undefined ? undefined : bestOf(last.particles),
    groups: begun.groups.map((group, g) => ({
      ...group,
      best: bestOf(last?.particles.filter((particle) => particle.group === g) ?? []),
      // Refinements have no estimate of log Z.
      logZ: ofRun.at(-1)?.groups[g]?.logZ,
      scored: ofLastPass.map(({ step, groups }) => scoredStep(step, groups[g]!)),
    })),
    scales: pilot?.scales,
  };
  if (end === undefined) {
    const cutOff = `The run was cut off at step ${reached.step} of ${reached.steps}: its file has no end. Run it again.`;
    return withFailure(reached, new SteeringError("run-file", cutOff));
  }
  if (end.outcome === "stopped") return withFailure(reached, abortError());
  if (end.outcome === "failed") return withFailure(reached, new SteeringError("internal", end.error.message));
  return withResult(reached, {
    ...end,
    groups: end.groups.map((group) => ({ ...group, draw: group.draw })),
    scales: end.scales,
    specification: header.specification,
    device,
    runFile: undefined,
  });
}

function scoredStep(step: number, { ess, resampled, strength, survivors }: RunFileStep["groups"][number]): ScoredStep {
  return { step, ess, resampled, strength, survivors };
}

function deviceOf({ device }: RunFileHeader): DeviceReport {
  return {
    provider: device.provider,
    tried: device.tried.map(({ provider, milliseconds, reason }) => ({ provider, milliseconds, reason })),
  };
}
