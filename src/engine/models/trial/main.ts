/**
 * A process of its own that opens a model as the engine would, and lets go of it: where a file of the folder is made to stall, to fill memory or
 * to bring native code down, only this ends. Opens on the processor, whatever the model is to run on.
 */
import { SteeringError } from "../../../errors.ts";
import { toWire } from "../../../protocol/wire.ts";
import { type FolderKind, folderKinds, type FolderModelName, type Rehearsed } from "../../reward/folderKinds.ts";
import { rewardWish } from "../../../runtime/folders/graphChoice.ts";
import { hashFiles, knownHashes } from "../../../runtime/folders/fileHash.ts";
import { openImageModel } from "../../../runtime/image/openImageModel.ts";
import { keepLastWatch } from "../../../runtime/lastWatch.ts";
import type { OpenModelOptions } from "../../../runtime/loadedModel.ts";
import { openTextModel } from "../../../runtime/text/onnxTextModel.ts";
import { strainTokenizers } from "../../../runtime/text/strainTokenizers.ts";
import type { TrialKind, TrialReply, TrialRequest } from "./messages.ts";

/** Milliseconds after which whoever started it should have ended it. */
const grace = 30_000;

process.once("message", (message) => {
  const request = message as TrialRequest;
  keepLastWatch(1000 * request.seconds + grace);
  void attempt(request)
    .catch((error: unknown): TrialReply => ({ failure: toWire(error).data! }))
    .then((reply) => process.send?.(reply, () => process.exit(0)));
});

async function attempt({ path, kind, device = "auto", precision = "auto" }: TrialRequest): Promise<TrialReply> {
  tell("its tokenizer was tried");
  await strainTokenizers(path);
  tell("its graphs were loaded");
  try {
    return { files: await openers[kind](path, { precision, graphFor: device }), hashes: knownHashes() };
  } catch (error) {
    // A graph that was optimised for a device loads there alone: the engine says whether it does.
    const isForDevice = error instanceof SteeringError && error.details["operator"] !== undefined;
    if (isForDevice && device !== "cpu") return { files: [], hashes: knownHashes() };
    throw error;
  }
}

const options = { device: "cpu", signal: new AbortController().signal } as const;

/** Each tells the files that the model depends on. */
const openers: Readonly<
  Record<TrialKind, (path: string, wish: Pick<OpenModelOptions, "precision" | "graphFor">) => Promise<string[]>>
> = {
  clip: (path, wish) => tryReward("clip", path, wish),
  aesthetic: (path, wish) => tryReward("aesthetic", path, wish),
  classify: (path, wish) => tryReward("classify", path, wish),
  likelihood: (path, wish) => tryReward("likelihood", path, wish),
  async text(path, wish) {
    await using model = await openTextModel(path, { ...options, ...wish });
    return model.files.map((file) => file.path);
  },
  async image(path, wish) {
    await using model = await openImageModel(path, { ...options, ...wish });
    return model.files.map((file) => file.path);
  },
};

async function tryReward(
  name: FolderModelName,
  path: string,
  { precision }: Pick<OpenModelOptions, "precision">,
): Promise<string[]> {
  const kind: FolderKind<never, Rehearsed> = folderKinds[name] as never;
  const folder: { readonly files: readonly string[] } = await kind.inspect(path, rewardWish(precision));
  await using model = await kind.open(folder as never);
  tell("it was shown what it is to score");
  await model.rehearse();
  await hashFiles(path, folder.files, options.signal);
  return [...folder.files];
}

function tell(at: string): void {
  process.send?.({ at } satisfies TrialReply);
}
