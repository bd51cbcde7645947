/** Reward models that lie in folders of the person's: how one is found, looked into and opened. */
import type { RewardModelName } from "../../protocol/rewardModels.ts";
import {
  type AestheticModel,
  inspectAestheticFolder,
  looksAesthetic,
  openAestheticModel,
} from "../../runtime/clip/aestheticModel.ts";
import { inspectClipFolder, looksLikeClip } from "../../runtime/clip/clipFolder.ts";
import { type ClipModel, openClipModel } from "../../runtime/clip/clipModel.ts";
import type { RewardDevice } from "../../runtime/device/rewardDevice.ts";
import type { GraphWish } from "../../runtime/folders/graphChoice.ts";
import { findRewardFolder } from "../../runtime/folders/findRewardFolder.ts";
import { type LanguageModel, openLanguageModel } from "../../runtime/readers/languageModel.ts";
import {
  inspectReaderFolder,
  looksLikeClassifier,
  looksLikeLanguageModel,
} from "../../runtime/readers/readerFolder.ts";
import { openTextClassifier, type TextClassifier } from "../../runtime/readers/textClassifier.ts";

export type FolderModelName = Extract<RewardModelName, "clip" | "aesthetic" | "classify" | "likelihood">;

/** What a folder holds, as far as everybody here needs to know. */
interface RewardFolder {
  readonly path: string;
  /** Everything that a score depends on, relative to the folder, in a fixed order. */
  readonly files: readonly string[];
}

/** A model that can be tried before anything is scored. */
export interface Rehearsed extends AsyncDisposable {
  /** Throws what the first score would find: shapes that do not fit each other, each with whose they are. */
  rehearse(): Promise<void>;
}

export interface FolderKind<Folder extends RewardFolder, Model extends Rehearsed> {
  /** The absolute path of a folder that is named. Throws `specification-invalid` and `model-missing`. */
  readonly find: (nameOrPath: string, folders: readonly string[]) => Promise<string>;
  readonly looksLike: (path: string) => Promise<boolean>;
  readonly inspect: (path: string, wish?: GraphWish) => Promise<Folder>;
  /** On the CPU where no device is named. */
  readonly open: (folder: Folder, device?: RewardDevice) => Promise<Model>;
}

/** A kind whose own types nobody needs to know. */
function kind<Folder extends RewardFolder, Model extends Rehearsed>(
  what: string,
  looksLike: (path: string) => Promise<boolean>,
  inspect: (path: string, wish?: GraphWish) => Promise<Folder>,
  open: (folder: Folder, device?: RewardDevice) => Promise<Model>,
): FolderKind<Folder, Model> {
  return { find: (name, folders) => findRewardFolder(name, folders, { what, looksLike }), looksLike, inspect, open };
}

export interface FolderModels {
  readonly clip: ClipModel;
  readonly aesthetic: AestheticModel;
  readonly classify: TextClassifier;
  readonly likelihood: LanguageModel;
}

export const folderKinds = {
  clip: kind("CLIP", looksLikeClip, inspectClipFolder, openClipModel),
  aesthetic: kind("CLIP with an aesthetic.onnx", looksAesthetic, inspectAestheticFolder, openAestheticModel),
  classify: kind("text classifier", looksLikeClassifier, inspectReaderFolder, openTextClassifier),
  likelihood: kind("language model", looksLikeLanguageModel, inspectReaderFolder, openLanguageModel),
} as const;

export function isFolderModel(name: RewardModelName): name is FolderModelName {
  return Object.hasOwn(folderKinds, name);
}
