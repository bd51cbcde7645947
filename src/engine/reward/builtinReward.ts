/** Built-in rewards, opened. They are our own code and run in the engine. */
import { createHash } from "node:crypto";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import { firstName } from "../../protocol/formerNames.ts";
import { type AnyReward, builtinRewards } from "../../rewards/builtins.ts";
import { resolveParameters } from "../../rewards/parameters.ts";
import { validateScores } from "../../rewards/validateScores.ts";
import type { AnySample, OpenReward, OpenRewardOptions, ParameterRecord, RewardSettings } from "./opened.ts";
import { atParameter, filesOf, type NamedModels, notingNames } from "./namedModels.ts";
import { rewardModels } from "./rewardModels.ts";

/** Goes up when a built-in reward starts to score differently, so that a run file can tell. */
const version = 2;

/** Throws `reward-missing`, `specification-invalid` for parameters that do not fit, and what opening a model that they name throws. */
export async function openBuiltinReward(
  name: string,
  chosen: ParameterRecord,
  options: OpenRewardOptions,
): Promise<OpenReward> {
  throwIfAborted(options.signal);
  const reward = definitionOf(name);
  const info = builtinInfo(name);
  const parameters = resolveParameters(name, info.parameters, chosen);
  const { settings, signal } = options;
  const { models, named } = notingNames(options.models ?? rewardModels(settings));
  const log = (...values: readonly unknown[]): void => options.onLog?.(values.map(String).join(" "));
  const score = async (samples: readonly AnySample[], stop: AbortSignal): Promise<Float64Array> => {
    throwIfAborted(stop);
    const scores = await reward.score(samples as Parameters<AnyReward["score"]>[0], {
      models,
      parameters: parameters as Record<string, string>, // as checked against what the reward declares
      log,
      signal: stop,
    });
    return validateScores(name, scores, samples.length, info.hardConstraint);
  };
  try {
    // Scores nothing: parameters that make no sense and models that are not there show before anything is spent on a run.
    await score([], signal ?? new AbortController().signal);
  } catch (error) {
    throw atParameter(error, name, parameters, named);
  }
  return {
    name,
    info,
    parameters,
    hardConstraint: info.hardConstraint,
    sandboxed: true,
    sha256: await hashOf(name, named, settings, signal),
    warnings: [],
    score,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function hashOf(
  name: string,
  named: NamedModels,
  { modelFolders = [] }: RewardSettings,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash("sha256").update(`builtin:${firstName(name)}:${version}`);
  for (const file of await filesOf(named, modelFolders, signal)) hash.update(`:${file.path}:${file.sha256}`);
  return hash.digest("hex");
}

export function builtinInfo(name: string): RewardInfo {
  const reward = definitionOf(name);
  return {
    name,
    source: { kind: "builtin", name },
    accepts: reward.accepts,
    description: reward.description ?? "",
    hardConstraint: reward.hardConstraint ?? false,
    parameters: reward.parameters ?? {},
  };
}

function definitionOf(name: string): AnyReward {
  const reward = builtinRewards.get(name);
  if (reward !== undefined) return reward;
  throw new SteeringError(
    "reward-missing",
    `There is no built-in reward named ${name}. There are ${[...builtinRewards.keys()].join(", ")}; a reward of your own is named by its file.`,
    { details: { reward: name } },
  );
}
