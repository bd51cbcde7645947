/** What answers `models.*`: the lexicon, and networks that are opened when they are first asked. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { textModels } from "../../rewards/models.ts";
import type { RewardModels } from "../../rewards/reward.ts";
import { findClip } from "../../runtime/clip/findClip.ts";
import type { ClipRequest } from "../../runtime/clip/clipModel.ts";
import { type MatchModel, openMatchModel } from "../../runtime/image/matchModel.ts";
import { withClipModel } from "./clipModels.ts";
import type { RewardSettings } from "./opened.ts";

/** Where the scorer lies, from the embedded models: it is none of them, for nothing is steered with it. */
const matchFolder = "../scorers/emoji-match";

/** Kept for the life of the engine: they are small. */
const opened = new Map<string, Promise<MatchModel>>();

/** @param request what is told of a prompt that was cut, and what stops a long answer */
export function rewardModels(
  {
    modelFolders = [],
    embeddedModelFolders = [],
    opening,
  }: Pick<RewardSettings, "modelFolders" | "embeddedModelFolders" | "opening">,
  request: ClipRequest = { warn: () => undefined },
): RewardModels {
  return {
    ...textModels,
    async match(images) {
      const [folder] = embeddedModelFolders;
      if (folder === undefined) {
        throw new SteeringError("model-missing", "models.match is not there: this engine has no embedded models.");
      }
      const path = join(folder, matchFolder);
      let model = opened.get(path);
      if (model === undefined) {
        model = openMatchModel(path);
        opened.set(path, model);
        // Another try may find what is missing now.
        model.catch(() => opened.delete(path));
      }
      return (await model).match(images);
    },
    async clip(images, model) {
      const path = await findClip(model, modelFolders);
      return withClipModel(path, (clip) => clip.similarity(images, request), {
        limits: opening,
        signal: request.signal,
      });
    },
  };
}
