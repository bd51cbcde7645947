/** The CLIP models that rewards have asked for, opened when they are first asked. Whose they are is the caller's business. */
import { type ClipModel, openClipModel } from "../../runtime/clip/clipModel.ts";
import { inspectClipFolder } from "../../runtime/clip/clipFolder.ts";
import { fileTimes } from "../../runtime/folders/modelFiles.ts";
import { bySize, type OpeningLimits } from "../../protocol/limits.ts";
import { tryModel } from "../models/trial/tryModel.ts";

/** They are large: the latest used stay loaded, by path. */
const mostKept = 2;
const held = new Map<string, HeldModel>();

interface HeldModel {
  readonly times: string;
  readonly model: Promise<ClipModel>;
  /** Settles when nobody uses it. */
  idle: Promise<unknown>;
}

export interface ClipOpening {
  readonly limits?: OpeningLimits | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens the model in the folder unless it is, and uses it. A folder that was exported anew is opened anew. Throws as `inspectClipFolder` and `openClipModel` do. */
export async function withClipModel<Result>(
  path: string,
  use: (model: ClipModel) => Promise<Result>,
  { limits = bySize, signal }: ClipOpening = {},
): Promise<Result> {
  const folder = await inspectClipFolder(path);
  const times = await fileTimes(path, folder.files);
  const open = async (): Promise<ClipModel> => {
    await tryModel(path, { kind: "clip", limits, signal });
    return openClipModel(folder);
  };
  const before = held.get(path);
  if (before !== undefined && before.times !== times) putAway(path, before);
  const one = held.get(path) ?? { times, model: open(), idle: Promise.resolve() };
  // Again at the end: the first is the one that was used longest ago.
  held.delete(path);
  held.set(path, one);
  const result = one.model.then(use);
  one.idle = Promise.allSettled([one.idle, result]);
  // Another try may find what is missing now.
  one.model.catch(() => held.get(path) === one && held.delete(path));
  for (const [oldest, model] of held) if (held.size > mostKept) putAway(oldest, model);
  return await result;
}

/** Frees it once nobody uses it. */
function putAway(path: string, { idle, model }: HeldModel): void {
  held.delete(path);
  void idle.then(async () => (await model)[Symbol.asyncDispose]()).catch(() => undefined);
}
