/** What Generate… asks: model, prompt, rewards. */
import * as vscode from "vscode";
import type { RewardInfo } from "../../protocol/engine.ts";
import { extentWords, modelProblem, type ModelInfo } from "../../protocol/modelInfo.ts";
import { othersThan, usualModality, type Modality } from "../../protocol/modality.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import { pick } from "./pick.ts";
import { promptItems, rewardItems, promptWords, typedPrompt, type RewardItem } from "./questionItems.ts";
import type { Question } from "./wizard.ts";
import { inLabel } from "../foreignText.ts";

export interface Wanted {
  readonly model: string;
  readonly prompt: string;
  readonly rewards: readonly RewardChoice[];
}

export function askModel(models: readonly ModelInfo[]): Question<Wanted> {
  return async (state, position) => {
    const items = models.map((model) => ({ ...modelItem(model), model }));
    const chosen = await pick({
      ...position,
      placeholder: "The model that writes, or makes images",
      items,
      active: items.find(({ model }) => model.name === state.model),
    });
    if (chosen === undefined || chosen === "back") return chosen;
    return { ...state, model: chosen[0]?.model.name ?? state.model };
  };
}

function modelItem(model: ModelInfo): vscode.QuickPickItem {
  const { title, description, note, origin } = model;
  const [size, problem] = [extentWords(model), modelProblem(model)];
  return {
    label: `${problem === undefined ? "" : "$(warning) "}${inLabel(title)}`,
    description: origin === "embedded" ? `${size} · comes with FK Steering` : size,
    detail: inLabel(problem ?? (note === undefined ? description : `${description} ${note}`)),
  };
}

export function askPrompt(remembered: readonly string[], models: readonly ModelInfo[]): Question<Wanted> {
  return async (state, position) => {
    const { question, examples } = promptWords[modalityOf(models, state.model)];
    const items = promptItems(remembered, examples);
    const chosen = await pick({
      ...position,
      placeholder: `${question}: type it, or take an earlier one`,
      items,
      active: items.find(({ prompt }) => prompt === state.prompt),
      typed: typedPrompt,
    });
    if (chosen === undefined || chosen === "back") return chosen;
    return { ...state, prompt: chosen[0]?.prompt ?? "" };
  };
}

export interface RewardQuestion {
  readonly models: readonly ModelInfo[];
  readonly rewards: readonly RewardInfo[];
  readonly newReward: () => void;
}

export function askRewards({ models, rewards, newReward }: RewardQuestion): Question<Wanted> {
  return async (state, position) => {
    const modality = modalityOf(models, state.model);
    const fitting = rewards.filter(({ accepts }) => accepts === modality);
    const items: RewardItem[] = rewardItems(fitting, state.rewards, vscode.workspace.isTrusted);
    const chosen = await pick({
      ...position,
      placeholder: `The reward to steer towards; tick to take several${leftOut(rewards, modality)}`,
      items,
      many: true,
      active: items.find(({ last }) => last),
    });
    if (chosen === undefined || chosen === "back") return chosen;
    if (chosen.some(({ creates }) => creates)) {
      newReward();
      return undefined;
    }
    return { ...state, rewards: chosen.flatMap(({ choices }) => choices) };
  };
}

/** Why some are not in the list. */
function leftOut(rewards: readonly RewardInfo[], modality: Modality): string {
  const count = rewards.filter(({ accepts }) => accepts !== modality).length;
  const others = othersThan(modality);
  if (count === 0) return "";
  return count === 1 ? ` (one that scores ${others} is left out)` : ` (${count} that score ${others} are left out)`;
}

/** The modality of the model that was chosen, or the usual one where it is not there. */
function modalityOf(models: readonly ModelInfo[], chosen: string): Modality {
  return models.find(({ name }) => name === chosen)?.modality ?? usualModality;
}
