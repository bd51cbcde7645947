/**
 * A finished run under its rewards as their code is now, without a call of the denoiser: the final particles by exact importance weights, and on the way the same
 * particles weighed anew, step by step. Which particles would have been born of another selection nobody can know.
 */
import { SteeringError } from "../../errors.ts";
import type { ReplayedStanding, ReplayReport, ReplayRequest } from "../../protocol/replay.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import { composite, type CompositeReward } from "../../rewards/composite.ts";
import { decodePng } from "../../png/png.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import type { RecordedGroup, RecordedStep } from "../../runfile/recordedStep.ts";
import { startCloud } from "../../steering/cloud.ts";
import { checkConstraint } from "../../steering/checkPolicy.ts";
import { offspringOf } from "../../steering/genealogy.ts";
import { withFactors } from "../../steering/intervene.ts";
import { movedCloud } from "../../steering/moved.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import type { Cloud } from "../../steering/record.ts";
import { rewardedAnew } from "../../steering/reweighing.ts";
import { scoreSamples } from "../../steering/rewards.ts";
import { scoredSteps } from "../../steering/schedule.ts";
import { afterSelection, assess, select } from "../../steering/select.ts";
import { atIteration, createRandomStreams } from "../../steering/streams.ts";
import { weigh } from "../../steering/weigh.ts";
import type { RunProcess } from "../models/runModel.ts";
import type { AnySample, OpenReward } from "../reward/opened.ts";
import { openRewards, openRunParts, type PartOptions } from "./runParts.ts";
import { steeringPolicy } from "./steeringPolicy.ts";
import { createStopwatch } from "./stopwatch.ts";

/** Throws `run-file` for a run that did not come to its end or whose last samples are gone, `steering-invalid` for what is a constraint by now and is steered away from, and what rewards throw. */
export async function replay({ runFile }: ReplayRequest, options: PartOptions): Promise<ReplayReport> {
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  const document = opened.use(await openRunDocument(runFile));
  const last = await lastStep(document);
  const { rewards, process } = await openForReplay(document, document.header.specification.rewards, options, opened);
  const reward = composite(
    document.header.specification.rewards.map(({ weight }, k) => {
      const standard = document.pilot?.scales[k];
      return { reward: rewards[k]!, weight, ...(standard === undefined ? {} : { standard }) };
    }),
  );
  // One that has become a constraint since may not be sought.
  checkConstraint(reward, steeringPolicy(document.header.specification, document.header.modality));
  return {
    rewardVersions: rewards.map(({ sha256 }) => sha256),
    ...(await replayed(document, last, { reward, process, signal: options.signal })),
    seconds: stopwatch.total(),
  };
}

interface Replaying {
  readonly reward: CompositeReward<AnySample>;
  /** Of texts, whose tokens it makes texts of again. */
  readonly process: Pick<RunProcess, "recall"> | undefined;
  readonly signal: AbortSignal;
}

export async function replayed(
  document: RunDocument,
  last: RecordedStep,
  replaying: Replaying,
): Promise<Omit<ReplayReport, "rewardVersions" | "seconds">> {
  const { reward, process, signal } = replaying;
  const samples = await samplesOf(document, last, process);
  if (samples === undefined) throw refusal(document.path, "the samples of its last step were not kept. Run it again.");
  const now = (await scoreSamples(reward, samples, signal)).map(([value]) => value as number);
  const parts = samples.map(([sample]) => [...reward.parts(sample!)!]);
  const way = await onTheWay(document, last, replaying);
  return { ...weightsNow(document, last, now, parts), ...way };
}

/** Of texts the tokens must be read again, for which the model's vocabulary is needed; pictures are there as they were scored. */
export async function openForReplay(
  { header }: RunDocument,
  choices: readonly RewardChoice[],
  options: PartOptions,
  opened: AsyncDisposableStack,
): Promise<{ readonly rewards: readonly OpenReward[]; readonly process: RunProcess | undefined }> {
  const { specification, modality, groups, execution } = header;
  if (modality === "image") {
    const watched = await openRewards(modality, choices, options, opened);
    return { rewards: watched.map(({ reward }) => reward), process: undefined };
  }
  const parts = await openRunParts(specification, choices, { ...options, execution }, opened);
  const process = parts.model.process({ ...specification, steps: parts.steps }, groups, () => {});
  return { rewards: parts.rewards, process };
}

export async function lastStep(document: RunDocument): Promise<RecordedStep> {
  const { path, version, end, stepCount } = document;
  if (version === 1)
    throw refusal(path, "it was made by an older FK Steering, whose files do not keep what was scored.");
  if (end?.outcome !== "done") throw refusal(path, "it did not come to its end. Resume it first.");
  return document.step(stepCount - 1);
}

function weightsNow(
  { header }: RunDocument,
  { values, weights, groups }: RecordedStep,
  now: readonly number[],
  parts: readonly (readonly number[])[],
): Pick<ReplayReport, "particles" | "ess"> {
  const { strength } = header.specification;
  const anew = groups.map(({ start, count, logZ }) => {
    const of = <Item>(items: readonly Item[]): readonly Item[] => items.slice(start, start + count);
    return rewardedAnew({ strength, rewards: of(values), weights: of(weights), logZ }, of(now));
  });
  const particles = groups.flatMap(({ start, count }, group) =>
    Array.from({ length: count }, (_, i) => {
      const [index, weightNow] = [start + i, anew[group]!.weights[i]!];
      return {
        ...{ index, group, reward: values[index]!, weight: weights[index]! },
        ...{ rewardNow: now[index]!, partsNow: parts[index]!, weightNow },
      };
    }),
  );
  return { particles, ess: anew.map(({ ess }) => ess) };
}

/** The steps of the last pass, as far as what was scored in them was kept: each with the particles that the run had there. */
async function onTheWay(
  document: RunDocument,
  last: RecordedStep,
  replaying: Replaying,
): Promise<Pick<ReplayReport, "steps" | "unknownFrom">> {
  const { specification, modality, groups } = document.header;
  const policy = steeringPolicy(specification, modality);
  const scored = scoredSteps(policy.schedule, last.steps);
  const steps: ReplayReport["steps"][number][] = [];
  let cloud: Cloud<undefined> = startCloud(
    groups,
    last.values.map(() => undefined),
  );
  for (let index = 0; index < document.stepCount; index += 1) {
    if (document.keyOf(index).iteration !== last.iteration) continue;
    const recorded = await document.step(index);
    const rewards = await rewardsNow(document, recorded, replaying);
    if (rewards === undefined) return { steps, unknownFrom: recorded.step };
    const at = { index: scored.indexOf(recorded.step) + 1, count: scored.length };
    const weighed = weigh(movedTo(cloud, recorded), policy, at, rewards, replaying.reward.name);
    const { interventions } = recorded;
    // What a person said then stays said.
    const voted = interventions === undefined ? weighed.cloud : withFactors(weighed.cloud, interventions);
    const told = standings({ ...weighed, cloud: voted }, recorded, policy, specification.seed);
    steps.push({ step: recorded.step, groups: told.groups });
    // What was selected then stays: nobody knows what others would have become.
    const selected = recorded.groups.map(({ resampled }, g) => ({ resampled, logZ: told.logZ[g]! }));
    cloud = afterSelection(voted, Int32Array.from(recorded.ancestors), selected);
  }
  return { steps, unknownFrom: undefined };
}

/** With what transitions put on the weights since the scored step before. */
function movedTo(cloud: Cloud<undefined>, { step, logFactors, logPaid }: RecordedStep): Cloud<undefined> {
  const moved = movedCloud(cloud, {
    states: cloud.states,
    ...(logFactors === undefined ? {} : { logFactors: Float64Array.from(logFactors) }),
    ...(logPaid === undefined ? {} : { logPaid: Float64Array.from(logPaid) }),
  });
  return { ...moved, step };
}

function standings(
  { cloud, floors }: ReturnType<typeof weigh<undefined>>,
  recorded: RecordedStep,
  policy: SteeringPolicy,
  seed: number,
): { readonly groups: readonly ReplayedStanding[]; readonly logZ: readonly number[] } {
  const isLast = recorded.step === recorded.steps;
  const { interventions } = recorded;
  // A refinement selects around its reference, by lots of its own.
  const { iteration } = recorded;
  const random = atIteration(createRandomStreams(seed), iteration);
  const would = select(cloud, assess(cloud), floors, policy, isLast, random, () => iteration > 0, interventions);
  const [copies, copiesNow] = [recorded.ancestors, would.ancestors].map((ancestors) => offspringOf({ ancestors }));
  const groups = recorded.groups.map(({ ess, resampled, start, count }: RecordedGroup, g): ReplayedStanding => {
    const own = Array.from({ length: count }, (_, i) => start + i);
    const { ess: essNow, resampled: resampledNow } = would.groups[g]!;
    return {
      ...{ ess, resampled, essNow, resampledNow },
      lost: own.filter((n) => copies![n]! > 0 && copiesNow![n] === 0),
      saved: own.filter((n) => copies![n] === 0 && copiesNow![n]! > 0),
    };
  });
  return { groups, logZ: would.groups.map(({ logZ }) => logZ) };
}

/** [particle][draw]; undefined where what was scored was not kept. */
async function rewardsNow(
  document: RunDocument,
  step: RecordedStep,
  { reward, process, signal }: Replaying,
): Promise<Float64Array[] | undefined> {
  const samples = await samplesOf(document, step, process);
  return samples === undefined ? undefined : scoreSamples(reward, samples, signal);
}

export async function samplesOf(
  document: RunDocument,
  step: RecordedStep,
  process: Replaying["process"],
): Promise<AnySample[][] | undefined> {
  const { groups } = document.header;
  try {
    if (document.header.modality === "text") {
      const { tokens } = await document.draws(step);
      const keys = groups.flatMap(({ key, particles }) => Array.from({ length: particles }, () => key));
      return tokens?.map((account, n) => process!.recall!(keys[n]!, account));
    }
    const prompts = groups.flatMap(({ prompt, particles }) => Array.from({ length: particles }, () => prompt));
    const samples: AnySample[][] = [];
    for (const [n, sample] of step.samples.entries()) {
      if (sample.modality !== "image" || sample.picture === undefined) return undefined;
      const image = decodePng(await document.picture(sample.picture));
      samples.push([{ ...image, prompt: prompts[n]! }]);
    }
    return samples;
  } catch (error) {
    if (error instanceof SteeringError && error.code === "run-file") return undefined;
    throw error;
  }
}

export function refusal(path: string, why: string): SteeringError {
  return new SteeringError("run-file", `${path} cannot be weighed anew: ${why}`);
}
