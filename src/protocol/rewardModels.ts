/**
 * What can be asked of `context.models`, one row each: whoever counts, carries or refuses questions goes by the row. A new one is a row
 * here, its line in `RewardModels`, and what opens it in `engine/reward/rewardModels.ts`. Pure.
 */
import type { RewardModels } from "../rewards/reward.ts";

export type RewardModelName = keyof RewardModels;

export interface RewardModelRow {
  /** What it takes a batch of. */
  readonly takes: "texts" | "images";
  /** What the reward has to name besides: a folder among the person's models, which may be large and slow. */
  readonly folder?: string;
}

export const rewardModelRows: Readonly<Record<RewardModelName, RewardModelRow>> = {
  sentiment: { takes: "texts" },
  ratedSentiment: { takes: "texts" },
  acceptability: { takes: "texts" },
  toxicity: { takes: "texts" },
  perplexity: { takes: "texts" },
  match: { takes: "images" },
  clip: { takes: "images", folder: "a CLIP model's folder" },
  aesthetic: { takes: "images", folder: "a CLIP model's folder with an aesthetic.onnx" },
  classify: { takes: "texts", folder: "a text classifier's folder" },
  likelihood: { takes: "texts", folder: "a language model's folder" },
};

export const rewardModelNames = Object.keys(rewardModelRows) as readonly RewardModelName[];

/** A model as any of them: one number for each input. `asked`: what else a model may be told, by name. */
export type AskModel = (
  inputs: readonly unknown[],
  folder?: string,
  asked?: Readonly<Record<string, unknown>>,
) => Promise<number[]>;

export function modelNamed(models: RewardModels, name: RewardModelName): AskModel {
  return models[name] as AskModel;
}

export function everyModel(make: (name: RewardModelName, row: RewardModelRow) => AskModel): RewardModels {
  const made = rewardModelNames.map((name) => [name, make(name, rewardModelRows[name])] as const);
  return Object.fromEntries(made) as unknown as RewardModels;
}
