/**
 * A run that waits for a person at a scored step: when, and what becomes of it when the person has voted. The step is on the disk, weighed and not yet selected, and
 * nothing of it is held: going on is resuming, whoever does it and whenever.
 */
import { SteeringError } from "../../errors.ts";
import { awaitingStep } from "../../runfile/awaiting.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { RecordedStep } from "../../runfile/recordedStep.ts";
import { logFactorsOf, voteWords, type StepVotes } from "../../protocol/votes.ts";
import type { PauseName } from "../../protocol/runFields.ts";
import { pausedAt } from "../../protocol/pause.ts";
import type { Intervention, Weighing } from "../../steering/intervene.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import { assess, groupsDue } from "../../steering/select.ts";
import type { AnySample } from "../reward/opened.ts";
import type { PassLog } from "./passLog.ts";
import type { RunSteering } from "./runSteering.ts";

/** Whether the run waits before it selects. Never at the last step, which selects nothing. */
export function isDue(
  pause: PauseName | undefined,
  policy: SteeringPolicy,
  { cloud, floors }: Pick<Weighing<object, unknown>, "cloud" | "floors">,
  steps: number,
): boolean {
  if (pause === undefined || cloud.step === steps) return false;
  return pause === "scored" || groupsDue(cloud, assess(cloud), floors, policy).some(Boolean);
}

export interface PauseOptions {
  readonly pause: PauseName | undefined;
  /** A run that is repeated: with the votes that were cast in it, and nobody is asked. */
  readonly repeated: RunDocument | undefined;
  /** By step: what was decided where the run was before. It is not asked again. */
  readonly decided?: ReadonlyMap<number, Float64Array | undefined> | undefined;
  readonly policy: SteeringPolicy;
  readonly log: Pick<PassLog, "wait">;
  readonly steering: Pick<RunSteering, "process" | "emit">;
}

/** What happens between weighting and selection: nothing, the votes of the run that is repeated, or the run's end for now. Undefined where nothing ever does. */
export function pausing({
  pause,
  repeated,
  decided,
  policy,
  log,
  steering: { process, emit },
}: PauseOptions): Intervention<object, AnySample> | undefined {
  if (repeated !== undefined) return async ({ cloud }) => recordedFactors(repeated, cloud.step);
  if (pause === undefined) return undefined;
  return async (weighing) => {
    const { step } = weighing.cloud;
    if (decided?.has(step) === true) return decided.get(step);
    if (!isDue(pause, policy, weighing, process.steps)) return undefined;
    if (await log.wait(weighing)) throw pausedAt(step, process.steps);
    emit({
      kind: "warning",
      message: `The run did not pause at step ${step}: its file cannot hold the particles, so nobody could go on from there. It went on without votes.`,
    });
    return undefined;
  };
}

async function recordedFactors(document: RunDocument, step: number): Promise<Float64Array | undefined> {
  for (let index = 0; index < document.stepCount; index += 1) {
    const key = document.keyOf(index);
    if (key.iteration !== 0 || key.step !== step) continue;
    const { interventions } = await document.step(index);
    return interventions && Float64Array.from(interventions);
  }
  return undefined;
}

/**
 * The log factors that are put on the weights of the step at which a run waits; undefined where nobody has voted, or has kept everybody.
 *
 * @throws SteeringError `run-file` where the run does not wait there, `steering-invalid` for votes that make no sense of its particles
 */
export async function factorsFor(
  document: RunDocument,
  votes: StepVotes | undefined,
): Promise<Float64Array | undefined> {
  if (votes === undefined) return undefined;
  const { path } = document;
  const step = await awaitingStep(document);
  if (step === undefined) {
    throw refusal(
      path,
      `The run waits for nobody now: it goes on, or has ended. Your votes for step ${votes.step} were not counted, and nothing was changed.`,
    );
  }
  if (step.step !== votes.step) {
    throw refusal(
      path,
      `The run has gone on meanwhile, and waits at step ${step.step} now. Your votes for step ${votes.step} were not counted, and nothing was changed: vote on what it shows now.`,
    );
  }
  const factors = logFactorsOf(believed(path, step, votes), step.values.length);
  if (factors.every((factor) => factor === 0)) return undefined;
  for (const { prompt, start, count } of step.groups) {
    const isLeft = (n: number): boolean => step.logWeights[n]! + factors[n]! > Number.NEGATIVE_INFINITY;
    if (Array.from({ length: count }, (_, i) => start + i).some(isLeft)) continue;
    throw invalid(
      `${path} does not go on: every particle${step.groups.length === 1 ? "" : ` of "${prompt}"`} is killed, and nothing would be left to go on with. Keep at least one, or run again with another seed.`,
    );
  }
  return factors;
}

function believed(path: string, step: RecordedStep, { votes }: StepVotes): StepVotes["votes"] {
  for (const { particle, vote } of votes) {
    const logWeight = step.logWeights[particle];
    if (logWeight === undefined) {
      throw invalid(
        `${path} has no particle ${particle} at step ${step.step}: they are 0 to ${step.logWeights.length - 1}. Nothing was changed.`,
      );
    }
    if (logWeight !== Number.NEGATIVE_INFINITY || vote === 0 || vote === "kill") continue;
    throw invalid(
      `Particle ${particle} is dead: its weight is 0 already, and a vote (${voteWords(vote)}) cannot bring it back. Take that vote back, or branch from the particle. Nothing was changed.`,
    );
  }
  return votes;
}

function refusal(path: string, message: string): SteeringError {
  return new SteeringError("run-file", `${path}: ${message}`);
}

function invalid(message: string): SteeringError {
  return new SteeringError("steering-invalid", message, { details: { field: "votes" } });
}
