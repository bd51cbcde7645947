/** Built-in rewards, opened. They are our own code and run in the engine. */
import { createHash } from "node:crypto";
import { SteeringError } from "../../errors.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import { builtinRewards } from "../../rewards/builtins.ts";
import type { AnyReward } from "../../rewards/builtins.ts";
import { resolveParameters } from "../../rewards/parameters.ts";
import { validateScores } from "../../rewards/validateScores.ts";
import type { OpenReward, OpenRewardOptions, ParameterRecord } from "./opened.ts";
import { rewardModels } from "./rewardModels.ts";
import { throwIfStopped } from "./stopped.ts";

/** Goes up when a built-in reward starts to score differently, so that a run file can tell. */
const version = 2;

/** Throws `reward-missing`, and `specification-invalid` for parameters that do not fit. */
export async function openBuiltinReward(
  name: string,
  chosen: ParameterRecord,
  options: OpenRewardOptions,
): Promise<OpenReward> {
  throwIfStopped(options.signal);
  const reward = definitionOf(name);
  const info = builtinInfo(name);
  const parameters = resolveParameters(name, info.parameters, chosen);
  const models = options.models ?? rewardModels(options.settings.embeddedModelFolders);
  return {
    name,
    info,
    parameters,
    hardConstraint: info.hardConstraint,
    sandboxed: true,
    sha256: createHash("sha256").update(`builtin:${name}:${version}`).digest("hex"),
    warnings: [],
    async score(samples, signal) {
      throwIfStopped(signal);
      const log = (...values: readonly unknown[]): void => options.onLog?.(values.map(String).join(" "));
      const scores = await reward.score(samples as Parameters<AnyReward["score"]>[0], {
        models,
        parameters: parameters as Record<string, string>, // as checked against what the reward declares
        log,
        signal,
      });
      return validateScores(name, scores, samples.length, info.hardConstraint);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
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
