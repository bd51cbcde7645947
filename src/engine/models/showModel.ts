/** What is known of a model before it is loaded: of one that is steered, and of one that a reward names. */
import { isAbsolute } from "node:path";
import { SteeringError } from "../../errors.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import type { ModelFact } from "../../protocol/modelInfo.ts";
import { readClipFacts } from "../../runtime/clip/clipFacts.ts";
import { findModel, readFacts } from "../../runtime/folders/modelFolders.ts";
import { rewardOf } from "../../runtime/folders/otherFolder.ts";
import { readClassifierFacts } from "../../runtime/readers/readerFacts.ts";
import { looksLikeLanguageModel } from "../../runtime/readers/readerFolder.ts";
import { folderKinds } from "../reward/folderKinds.ts";

/** @param name a model's or a folder's name, or an absolute path. Throws what `findModel` and reading a folder throw. */
export async function showModel(
  name: string,
  { modelFolders, embeddedModelFolders }: Pick<EngineSettings, "modelFolders" | "embeddedModelFolders">,
): Promise<ModelFact[]> {
  try {
    const model = await findModel(name, modelFolders, embeddedModelFolders);
    const facts = await readFacts(model);
    return (await looksLikeLanguageModel(model.path)) ? [...facts, takenBy("likelihood")] : facts;
  } catch (error) {
    const path = await scorerNamed(name, modelFolders);
    const reward = path === undefined ? undefined : await rewardOf(path);
    if (reward === undefined || !(error instanceof SteeringError) || error.code !== "model-missing") throw error;
    const facts = await (reward === "classifier" ? readClassifierFacts : readClipFacts)(path!);
    return [takenBy(reward), ...facts];
  }
}

function takenBy(rewards: string): ModelFact {
  return { what: "taken by the reward", value: rewards, from: "what lies in the folder", assumed: false };
}

/** The folder of a model that scores, by its path or by its name in a model folder. */
async function scorerNamed(name: string, folders: readonly string[]): Promise<string | undefined> {
  if (isAbsolute(name)) return name;
  for (const kind of [folderKinds.clip, folderKinds.classify]) {
    const path = await kind.find(name, folders).catch(() => undefined);
    if (path !== undefined) return path;
  }
  return undefined;
}
