/** The models that a reward's parameters name: which they are, what they are made of, and where a mistake in one belongs. */
import { SteeringError, errorAt } from "../../errors.ts";
import { everyModel, modelNamed } from "../../protocol/rewardModels.ts";
import type { RewardModels } from "../../rewards/reward.ts";
import { inspectClipFolder } from "../../runtime/clip/clipFolder.ts";
import { findClip } from "../../runtime/clip/findClip.ts";
import { hashFiles } from "../../runtime/folders/fileHash.ts";
import type { ModelFile } from "../../runtime/loadedModel.ts";
import type { ParameterRecord } from "./opened.ts";

/** The same models; `named` fills with what they are asked for by name. */
export function notingNames(models: RewardModels): {
  readonly models: RewardModels;
  readonly named: ReadonlySet<string>;
} {
  const named = new Set<string>();
  return {
    models: everyModel((name) => {
      const ask = modelNamed(models, name);
      return (inputs, folder) => {
        if (folder !== undefined) named.add(folder);
        return ask(inputs, folder);
      };
    }),
    named,
  };
}

/** A mistake in a model is one at the parameter that names it. */
export function atParameter(
  error: unknown,
  reward: string,
  parameters: ParameterRecord,
  named: ReadonlySet<string>,
): unknown {
  if (!(error instanceof SteeringError) || error.details.field !== undefined) return error;
  const [key] = Object.entries(parameters).find(([, value]) => named.has(String(value))) ?? [];
  return key === undefined ? error : errorAt(error, `parameters.${key}`, reward);
}

/** All files of the models, for the run file: a score depends on them. */
export async function filesOf(
  named: ReadonlySet<string>,
  folders: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  for (const name of named) {
    const folder = await inspectClipFolder(await findClip(name, folders));
    files.push(...(await hashFiles(folder.path, folder.files, signal)));
  }
  return files;
}
