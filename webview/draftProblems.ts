/** What is wrong with the form's values, field by field, before the host is asked. Pure. */
import * as v from "valibot";
import type { ModelInfo, RewardInfo } from "../src/protocol/engine.ts";
import { runSpecificationSchema } from "../src/protocol/specification.ts";
import type { Draft } from "./formDraft.ts";
import { type ParameterValue, findReward, parameterValue } from "./rewardOptions.ts";

/** By path: "particles", "rewards.0.weight", "rewards.1.parameters.words". Empty: it can run. */
export function draftProblems(
  draft: Draft,
  models: readonly ModelInfo[],
  rewards: readonly RewardInfo[],
): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const issue of v.safeParse(runSpecificationSchema, draft).issues ?? []) {
    const field = v.getDotPath(issue) ?? "";
    if (!problems.has(field)) problems.set(field, sentence(issue.message));
  }
  const model = findModel(models, draft.model);
  if (model?.problem !== undefined) problems.set("model", model.problem);
  for (const [index, reward] of draft.rewards.entries()) {
    const info = findReward(rewards, reward.source);
    for (const [name, declared] of Object.entries(info?.parameters ?? {})) {
      if (info === undefined) continue;
      const problem = parameterProblem(declared, parameterValue(info, reward, name));
      if (problem !== undefined) problems.set(`rewards.${index}.parameters.${name}`, problem);
    }
  }
  return problems;
}

/** A run names its model, or the folder that it lies in; "embedded" is the one that comes with the extension. */
export function findModel(models: readonly ModelInfo[], model: string): ModelInfo | undefined {
  return models.find(
    ({ name, path, embedded }) => name === model || path === model || (model === "embedded" && embedded),
  );
}

function parameterProblem(
  declared: RewardInfo["parameters"][string],
  value: ParameterValue | undefined,
): string | undefined {
  if (declared.type !== "number") return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) return "Must be a number.";
  const { min, max } = declared;
  if (min !== undefined && value < min) return `Must be at least ${min}.`;
  return max !== undefined && value > max ? `Must be at most ${max}.` : undefined;
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
