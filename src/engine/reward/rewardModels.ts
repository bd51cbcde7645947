/** What answers `models.*`: the lexicon, and networks that are opened when they are first asked. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { textModels } from "../../rewards/models.ts";
import type { RewardModelName } from "../../protocol/rewardModels.ts";
import type { FolderQuestion, RewardModels } from "../../rewards/reward.ts";
import type { ClipRequest } from "../../runtime/clip/clipModel.ts";
import type { RewardDevice } from "../../runtime/device/rewardDevice.ts";
import { openMatchModel } from "../../runtime/image/matchModel.ts";
import { openTextJudge } from "../../runtime/judges/textJudge.ts";
import { folderKinds, type FolderModelName, type FolderModels } from "./folderKinds.ts";
import { withFolderModel } from "./folderModels.ts";
import type { RewardSettings } from "./opened.ts";
import { openedOnce } from "./openedOnce.ts";

/** Where the scorers lie, from the embedded models: they are none of them, for they make nothing. */
const scorersFolder = "../scorers";

/** Kept for the life of the engine: they are small. */
const matchers = openedOnce(openMatchModel);
const textJudges = {
  ratedSentiment: openedOnce((folder) => openTextJudge(folder, "sentiment")),
  acceptability: openedOnce((folder) => openTextJudge(folder, "acceptability")),
  toxicity: openedOnce((folder) => openTextJudge(folder, "toxicity")),
  perplexity: openedOnce((folder) => openTextJudge(folder, "perplexity")),
} as const;

export interface ModelsRequest extends ClipRequest {
  /** Where models in folders run, asked at each call; the CPU where it is absent. */
  readonly device?: (() => Omit<RewardDevice, "tell">) | undefined;
}

/** @param request what is told of a prompt that was cut and of a device that is not used, what stops a long answer, and where models run */
export function rewardModels(
  {
    modelFolders = [],
    embeddedModelFolders = [],
    opening,
  }: Pick<RewardSettings, "modelFolders" | "embeddedModelFolders" | "opening">,
  request: ModelsRequest = { warn: () => undefined },
): RewardModels {
  const scorer = (asked: RewardModelName, name: string): string => {
    const [folder] = embeddedModelFolders;
    if (folder !== undefined) return join(folder, scorersFolder, name);
    throw new SteeringError("model-missing", `models.${asked} is not there: this engine has no embedded models.`);
  };
  const inFolder = async <Name extends FolderModelName>(
    kind: Name,
    named: string,
    { precision }: FolderQuestion,
    use: (model: FolderModels[Name]) => Promise<number[]>,
  ): Promise<number[]> => {
    const path = await folderKinds[kind].find(named, modelFolders);
    const device = request.device === undefined ? undefined : { ...request.device(), tell: request.warn };
    return withFolderModel(kind, path, use, { limits: opening, signal: request.signal, device, precision });
  };
  const judgedBy = (asked: keyof typeof textJudges) => async (texts: readonly string[]) => {
    const judge = await textJudges[asked](scorer(asked, "english"));
    return judge(texts);
  };
  return {
    ...textModels,
    ratedSentiment: judgedBy("ratedSentiment"),
    acceptability: judgedBy("acceptability"),
    toxicity: judgedBy("toxicity"),
    perplexity: judgedBy("perplexity"),
    async match(images) {
      const model = await matchers(scorer("match", "emoji-match"));
      return model.match(images);
    },
    clip: (images, model, asked = {}) => inFolder("clip", model, asked, (clip) => clip.similarity(images, request)),
    aesthetic: (images, model, asked = {}) =>
      inFolder("aesthetic", model, asked, (aesthetic) => aesthetic.score(images, request.signal)),
    classify: (texts, model, { label = "", margin = false, ...asked } = {}) =>
      inFolder("classify", model, asked, (classifier) =>
        classifier.classify(texts, { label: String(label), margin, signal: request.signal }),
      ),
    likelihood: (texts, model, asked = {}) =>
      inFolder("likelihood", model, asked, (reader) => reader.likelihood(texts, request.signal)),
  };
}
