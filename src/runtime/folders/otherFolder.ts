/** Folders that are whole and yet no model that makes anything: models that score, and the graphs of a model without what lies around them. */
import { basename, dirname } from "node:path";
import { SteeringError } from "../../errors.ts";
import { looksAesthetic } from "../clip/aestheticModel.ts";
import { looksLikeClip } from "../clip/clipFolder.ts";
import { looksLikeImageModel } from "../image/pipeline/partFiles.ts";
import { looksLikeClassifier } from "../readers/readerFolder.ts";
import { namesIn } from "./modelFiles.ts";

/** Throws `model-missing` that says what such a folder is, and where it may be named. */
export async function refuseOtherFolder(path: string): Promise<void> {
  const reward = await rewardOf(path);
  if (reward !== undefined) throw other(path, `is of a model that scores, and makes nothing. ${useOf(reward, path)}`);
  const whole = dirname(path);
  if (basename(path) !== "onnx" || (await namesIn(path)).includes("config.json")) return;
  const wholeReward = await rewardOf(whole);
  if (wholeReward !== undefined) {
    throw other(path, `holds the graphs of a model that scores, and makes nothing. ${useOf(wholeReward, whole)}`);
  }
  if ((await namesIn(whole)).includes("config.json")) {
    throw other(path, `holds only the graphs of a model. Choose the folder around it: ${whole}.`);
  }
}

/** The built-in rewards that take a folder which makes nothing. */
export async function rewardOf(path: string): Promise<"clip or aesthetic" | "clip" | "classifier" | undefined> {
  // A part of an image model is often a CLIP's half.
  if ((await looksLikeImageModel(path)) || (await looksLikeImageModel(dirname(path)))) return undefined;
  if (await looksAesthetic(path)) return "clip or aesthetic";
  if (await looksLikeClip(path)) return "clip";
  return (await looksLikeClassifier(path)) ? "classifier" : undefined;
}

function useOf(reward: string, path: string): string {
  return `Choose another model, and give this folder to a reward as its model: ${reward}, with the parameter model ${path}.`;
}

function other(path: string, what: string): SteeringError {
  return new SteeringError("model-missing", `The folder ${path} ${what}`, { details: { path } });
}
