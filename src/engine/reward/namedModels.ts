/** The models that a reward's parameters name: which they are, what they are made of, and where a mistake in one belongs. */
import { SteeringError, errorAt } from "../../errors.ts";
import { everyModel, modelNamed, type RewardModelName } from "../../protocol/rewardModels.ts";
import type { PrecisionName } from "../../protocol/runFields.ts";
import type { RewardModels } from "../../rewards/reward.ts";
import { folderKinds, isFolderModel } from "./folderKinds.ts";
import { rewardWish } from "../../runtime/folders/graphChoice.ts";
import { hashFiles } from "../../runtime/folders/fileHash.ts";
import type { ModelFile } from "../../runtime/loadedModel.ts";
import type { ParameterRecord } from "./opened.ts";

/** By what a reward calls a folder: which model it is asked as, and by which of its graphs. */
export type NamedModels = ReadonlyMap<string, NamedModel>;

interface NamedModel {
  readonly model: RewardModelName;
  readonly precision: PrecisionName | undefined;
}

/** The same models; `named` fills with what they are asked for by name. */
export function notingNames(models: RewardModels): {
  readonly models: RewardModels;
  readonly named: NamedModels;
} {
  const named = new Map<string, NamedModel>();
  return {
    models: everyModel((name) => {
      const ask = modelNamed(models, name);
      return (inputs, folder, asked) => {
        const precision = asked?.["precision"] as PrecisionName | undefined;
        if (folder !== undefined) named.set(folder, { model: name, precision });
        return ask(inputs, folder, asked);
      };
    }),
    named,
  };
}

/** A mistake in a model is one at the parameter that names it. */
export function atParameter(error: unknown, reward: string, parameters: ParameterRecord, named: NamedModels): unknown {
  if (!(error instanceof SteeringError) || error.details.field !== undefined) return error;
  const [key] = Object.entries(parameters).find(([, value]) => named.has(String(value))) ?? [];
  return key === undefined ? error : errorAt(error, `parameters.${key}`, reward);
}

/** All files of the models, for the run file: a score depends on them. */
export async function filesOf(
  named: NamedModels,
  folders: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  for (const [name, { model, precision }] of named) {
    if (!isFolderModel(model)) continue;
    const kind = folderKinds[model];
    const folder = await kind.inspect(await kind.find(name, folders), rewardWish(precision));
    files.push(...(await hashFiles(folder.path, folder.files, signal)));
  }
  return files;
}
