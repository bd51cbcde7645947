/** What Compare with Best-of-N asks: how many seeds, and which reward judges without steering. */
import * as vscode from "vscode";
import type { RewardInfo } from "../../protocol/engine.ts";
import { judgedBy, judgeFor } from "../../protocol/metric.ts";
import { maxSeeds } from "../../protocol/comparison.ts";
import { particlesOf, type RewardChoice, type RunSpecification } from "../../protocol/specification.ts";
import { pick } from "../ask/pick.ts";
import { rewardItems, sameSource } from "../ask/questionItems.ts";
import type { Question } from "../ask/wizard.ts";
import type { ComparisonAnswers } from "./comparisons.ts";

interface SeedItem extends vscode.QuickPickItem {
  /** Undefined: what was typed is no number of seeds. */
  readonly seeds: number | undefined;
}

const offered = [1, 5, 10, 20, 50];

export function askSeeds(specification: RunSpecification): Question<ComparisonAnswers> {
  return async (answers, position) => {
    const { steps } = specification;
    const numbers = [...new Set([...offered, answers.seeds])].toSorted((a, b) => a - b);
    const items = numbers.map((seeds) =>
      seedItem(seeds, `${2 * seeds} runs of ${particlesOf(specification)} particles, ${steps} steps`),
    );
    for (;;) {
      const chosen = await pick({
        ...position,
        placeholder: "How many seeds: more of them narrow the intervals. Type another number",
        items,
        active: items.find(({ seeds }) => seeds === answers.seeds),
        typed: typedSeeds,
      });
      if (chosen === undefined || chosen === "back") return chosen;
      const seeds = chosen[0]?.seeds;
      if (seeds !== undefined) return { ...answers, seeds };
    }
  };
}

function seedItem(seeds: number, description: string): SeedItem {
  const label = `${seeds} ${seeds === 1 ? "seed" : "seeds"}`;
  return { label, description: seeds === 1 ? `${description}; no intervals` : description, seeds };
}

function typedSeeds(text: string): SeedItem {
  const seeds = Number(text);
  if (Number.isInteger(seeds) && seeds >= 1 && seeds <= maxSeeds) {
    return { ...seedItem(seeds, "as typed"), label: `$(edit) ${seeds} seeds`, alwaysShow: true };
  }
  return { label: `$(error) Type a whole number from 1 to ${maxSeeds}`, alwaysShow: true, seeds: undefined };
}

interface HoldoutItem extends vscode.QuickPickItem {
  readonly choices: readonly RewardChoice[];
}

/** What was chosen before is offered first where it is a reward of one's own choosing; else what judges a reward that the run is steered by. */
export function askHoldout(
  rewards: readonly RewardInfo[],
  { rewards: steering }: Pick<RunSpecification, "rewards">,
): Question<ComparisonAnswers> {
  const judge = judgeFor(rewards, steering);
  return async (answers, position) => {
    const { holdout } = answers;
    const last = holdout === undefined ? [] : [holdout];
    const listed = rewardItems(rewards, last, vscode.workspace.isTrusted);
    const known = listed.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
    const none: HoldoutItem = { label: "$(dash) None", description: "no holdout reward", choices: [] };
    // Without the last line, which makes a new reward, and its separator.
    const items: HoldoutItem[] = [none, ...listed.filter(({ creates, label }) => !creates && label !== "")];
    const chosen = await pick({
      ...position,
      placeholder: "A holdout reward: it judges what comes out and steers nothing",
      items,
      active:
        known.find((item) => item.last && !isJudge(item.choices, rewards)) ??
        known.find(({ choices }) => isFor(choices, judge)) ??
        none,
    });
    if (chosen === undefined || chosen === "back") return chosen;
    return { ...answers, holdout: chosen[0]?.choices[0] };
  };
}

/** It judges some reward, which need not be one that the run is steered by now. */
function isJudge([choice]: readonly RewardChoice[], rewards: readonly RewardInfo[]): boolean {
  const info = rewards.find(({ source }) => choice !== undefined && sameSource(choice.source, source));
  return info !== undefined && judgedBy(info) !== undefined;
}

function isFor([choice]: readonly RewardChoice[], reward: RewardInfo | undefined): boolean {
  return choice !== undefined && reward !== undefined && sameSource(choice.source, reward.source);
}
