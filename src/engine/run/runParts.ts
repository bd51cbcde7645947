/** What a run works with, opened: its rewards and its model. Whoever has the stack disposes the rewards. */
import { SteeringError, errorAt } from "../../errors.ts";
import type { EngineSettings, RewardInfo } from "../../protocol/engine.ts";
import { modalities, type Modality } from "../../protocol/modality.ts";
import type { Execution, RunEvent, StepEvent } from "../../protocol/run.ts";
import type { RewardChoice, RunSpecification } from "../../protocol/specification.ts";
import { findModel, readFacts } from "../../runtime/folders/modelFolders.ts";
import type { RewardDevice } from "../../runtime/device/rewardDevice.ts";
import { type Provider, providerNamed } from "../../runtime/onnx/provider.ts";
import { onceEach } from "../../runtime/onceEach.ts";
import type { ModelStore } from "../models/modelStore.ts";
import { builtinInfo } from "../reward/builtinReward.ts";
import { checkNames } from "./checkRun.ts";
import { isMetric, metricInfo, refuseMetrics } from "../reward/metric.ts";
import { openReward } from "../reward/openReward.ts";
import type { OpenReward, OpenRewardOptions } from "../reward/opened.ts";
import { type ModelsRequest, rewardModels } from "../reward/rewardModels.ts";
import type { DeviceName } from "../../protocol/runFields.ts";
import type { RunModel } from "../models/runModel.ts";
import { besideTextModel } from "../models/textRunModel.ts";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import { watchedReward, type WatchedReward } from "../scoring/watchedReward.ts";
import { chunkOf } from "../models/openRunModel.ts";

export interface PartOptions {
  readonly settings: EngineSettings;
  readonly models: ModelStore;
  readonly signal: AbortSignal;
  readonly emit: (event: Exclude<RunEvent, StepEvent>) => void;
  /** As another run was made that this one is to equal. */
  readonly execution?: Pick<Execution, "chunk" | "threads">;
  /** The device that it asked for, by which its graph was chosen. */
  readonly graphFor?: DeviceName;
}

export interface RunParts {
  /** As asked, or the model's own. */
  readonly steps: number;
  readonly model: RunModel;
  /** In the order in which they were named. */
  readonly rewards: readonly OpenReward[];
  /** What would make the rewards faster, by what they have done so far. */
  readonly hints: () => string[];
}

/** Throws the errors of models and rewards, and `AbortError` when stopped. */
export async function openRunParts(
  { model: name, device, precision, steps, composition, rewards: steering }: RunSpecification,
  choices: readonly RewardChoice[],
  options: PartOptions,
  opened: AsyncDisposableStack,
): Promise<RunParts> {
  const { settings, models, signal, emit } = options;
  refuseMetrics(steering);
  const info = await usableModel(name, settings);
  const infos = composition.kind === "models" ? [info, await otherModel(composition.model, settings)] : [info];
  emit({ kind: "loading", message: `Loading ${infos.map(({ title }) => title).join(" and ")}` });
  const { cacheFolder, opening } = settings;
  // Known once the model is open: what is asked of a reward before that is on the CPU.
  let provider: Provider = "cpu";
  const besides = (): Omit<RewardDevice, "tell"> => ({ provider, cacheFolder, signal });
  const watched = await openRewards(info.modality, choices, { ...options, device: besides }, opened);
  const [own, other] = await models.open(infos, {
    ...{ device, precision, opening, signal, cacheFolder },
    graphFor: options.graphFor,
    chunk: options.execution?.chunk ?? chunkOf[info.modality](settings),
    threads: options.execution?.threads,
  });
  provider = providerNamed(own!.device.provider);
  return {
    steps: steps ?? info.steps,
    model: other === undefined ? own! : besideTextModel(own!, other),
    rewards: watched.map(({ reward }) => reward),
    hints: () => watched.flatMap(({ hint }) => hint() ?? []),
  };
}

async function usableModel(name: string, { modelFolders, embeddedModelFolders }: EngineSettings): Promise<ModelInfo> {
  const info = await findModel(name, modelFolders, embeddedModelFolders);
  // What a folder lacks says more than that a reward does not fit what it was taken for.
  if (info.state.kind === "broken") await readFacts(info);
  return info;
}

async function otherModel(name: string, settings: EngineSettings): Promise<ModelInfo> {
  try {
    return await usableModel(name, settings);
  } catch (error) {
    throw error instanceof SteeringError ? errorAt(error, "composition.model") : error;
  }
}

/** In the order in which they were named; a mistake in one of them names it. */
export async function openRewards(
  modality: Modality,
  choices: readonly RewardChoice[],
  options: Omit<PartOptions, "models"> & Pick<ModelsRequest, "device">,
  opened: AsyncDisposableStack,
): Promise<WatchedReward[]> {
  checkNames(choices);
  const { settings, signal, emit, device } = options;
  const asked = rewardModels(settings, {
    device,
    warn: onceEach((message) => emit({ kind: "warning", message })),
    signal,
  });
  const watched: WatchedReward[] = [];
  // Rewards first: a mistake in one's own code should show before a large model has been loaded.
  for (const [index, choice] of choices.entries()) {
    // One after the other: an error names the first reward that is wrong, every time.
    const one = await watchedReward(asked, (counted) => openRewardFor(modality, choice, options, counted)).catch(
      (error: unknown) => {
        throw atReward(error, index);
      },
    );
    opened.use(one.reward);
    for (const message of one.reward.warnings) emit({ kind: "warning", message });
    watched.push(one);
  }
  return watched;
}

/** A reward knows its own fields only; here it is known which reward of the run that is. */
function atReward(error: unknown, index: number): unknown {
  if (!(error instanceof SteeringError)) return error;
  const { field } = error.details;
  return field?.startsWith("parameters.") ? errorAt(error, `rewards.${index}.${field}`) : error;
}

/** That everything is open, and what will run with it. */
export function startedEvent({ steps, model, rewards }: RunParts): Extract<RunEvent, { readonly kind: "started" }> {
  return {
    kind: "started",
    device: model.device,
    sandboxed: rewards.every((reward) => reward.sandboxed),
    steps,
    rewardVersions: rewards.map(({ sha256 }) => sha256),
  };
}

async function openRewardFor(
  modality: Modality,
  choice: RewardChoice,
  { settings, signal, emit }: Omit<PartOptions, "models">,
  counted: Pick<OpenRewardOptions, "models">,
): Promise<OpenReward> {
  const { source } = choice;
  // What a built-in reward scores is known before its parameters are looked at.
  if (source.kind === "builtin") {
    requireModality(isMetric(choice) ? metricInfo(source.name) : builtinInfo(source.name), modality);
  }
  const name = source.kind === "builtin" ? source.name : source.path;
  const onLog = (message: string): void => emit({ kind: "log", reward: name, message });
  const reward = await openReward(choice, { settings, signal, onLog, ...counted });
  try {
    requireModality(reward.info, modality);
    return reward;
  } catch (error) {
    await reward[Symbol.asyncDispose]();
    throw error;
  }
}

function requireModality({ name, accepts }: RewardInfo, modality: Modality): void {
  if (accepts === modality) return;
  throw new SteeringError(
    "reward-shape",
    `The reward ${name} scores ${modalities[accepts].many}, and the model ${modalities[modality].making}. Choose a reward with accepts: "${modality}".`,
    { details: { reward: name } },
  );
}
