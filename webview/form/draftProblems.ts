/** What is wrong with the form's values, field by field, before the host is asked. Pure. */
import * as v from "valibot";
import type { RewardInfo } from "../../src/protocol/engine.ts";
import { plural } from "../../src/protocol/numberWords.ts";
import { isNamed, modelProblem, type ModelInfo } from "../../src/protocol/modelInfo.ts";
import { runSpecificationSchema } from "../../src/protocol/specification.ts";
import type { Draft } from "./formDraft.ts";
import { sharingProblem } from "./population.ts";
import { type ParameterValue, findReward, parameterValue } from "./rewardOptions.ts";

/** By path: "particles", "rewards.0.weight", "rewards.1.parameters.words". Empty: it can run. */
export function draftProblems(
  draft: Draft,
  models: readonly ModelInfo[],
  rewards: readonly RewardInfo[],
): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const unshared = sharingProblem(draft);
  if (unshared !== undefined) problems.set("particles", unshared);
  for (const issue of v.safeParse(runSpecificationSchema, draft).issues ?? []) {
    const path = v.getDotPath(issue) ?? "";
    const [, list, entry] = /^(schedule\.\w+|composition\.exponents)\.(\d+)$/.exec(path) ?? [];
    const field = list ?? path;
    const problem = entry === undefined ? issue.message : `number ${Number(entry) + 1} ${issue.message}`;
    if (!problems.has(field)) problems.set(field, sentence(problem));
  }
  for (const [field, problem] of scheduleProblems(draft)) if (!problems.has(field)) problems.set(field, problem);
  const model = findModel(models, draft.model);
  const broken = model && modelProblem(model);
  if (broken !== undefined) problems.set("model", broken);
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

/** A run names its model, or the folder that it lies in. */
export function findModel(models: readonly ModelInfo[], model: string): ModelInfo | undefined {
  return models.find((one) => isNamed(one, model));
}

/** Steps that are beyond the run's, or after each other. What is no number is another problem. */
function scheduleProblems({ schedule, steps }: Draft): [field: string, problem: string][] {
  switch (schedule.kind) {
    case "every": {
      const { every, first, last } = schedule;
      const problems: [string, string][] = [];
      if (first !== undefined && first > steps)
        problems.push(["schedule.first", `The run has ${plural(steps, "step")}.`]);
      if (last === undefined) return problems;
      const begin = first ?? Math.max(1, every);
      if (last > steps) problems.push(["schedule.last", `The run has ${plural(steps, "step")}.`]);
      else if (last < begin) problems.push(["schedule.last", `Must not be before the first, which is ${begin}.`]);
      return problems;
    }
    case "steps":
      return schedule.steps.some((step) => step > steps)
        ? [["schedule.steps", `Must be steps of the run, which has ${steps}.`]]
        : [];
    default:
      return [];
  }
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
