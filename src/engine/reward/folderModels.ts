/** The models in folders of the person's that rewards have asked for, opened when they are first asked. Whose they are is the caller's business. */
import { type FolderKind, folderKinds, type FolderModelName, type FolderModels } from "./folderKinds.ts";
import { rewardWish } from "../../runtime/folders/graphChoice.ts";
import { fileTimes } from "../../runtime/folders/modelFiles.ts";
import type { Provider } from "../../runtime/onnx/provider.ts";
import { onCpu, type RewardDevice } from "../../runtime/device/rewardDevice.ts";
import type { PrecisionName } from "../../protocol/runFields.ts";
import { bySize, type OpeningLimits } from "../../protocol/limits.ts";
import { isAbort } from "../../errors.ts";
import { tryModel } from "../models/trial/tryModel.ts";

/** They are large: the latest used of each kind stay loaded, by kind, precision and path. */
const mostKept = 2;
const held = new Map<string, HeldModel>();

interface HeldModel {
  readonly times: string;
  readonly provider: Provider;
  readonly model: Promise<AsyncDisposable>;
  /** Settles when nobody uses it. */
  idle: Promise<unknown>;
}

export interface FolderOpening {
  readonly limits?: OpeningLimits | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly device?: RewardDevice | undefined;
  readonly precision?: PrecisionName | undefined;
}

/** Opens the model in the folder unless it is, and uses it. A folder that was exported anew is opened anew. Throws as its kind's `inspect` and `open` do. */
export async function withFolderModel<Name extends FolderModelName, Result>(
  name: Name,
  path: string,
  use: (model: FolderModels[Name]) => Promise<Result>,
  { limits = bySize, signal, device = onCpu, precision = "auto" }: FolderOpening = {},
): Promise<Result> {
  const kind: FolderKind<never, FolderModels[Name]> = folderKinds[name] as never;
  const key = `${name} ${precision} ${path}`;
  const { provider } = device;
  for (;;) {
    const folder: { readonly files: readonly string[] } = await kind.inspect(path, rewardWish(precision));
    const times = await fileTimes(path, folder.files);
    const open = async (): Promise<FolderModels[Name]> => {
      await tryModel(path, { kind: name, precision, limits, signal });
      return kind.open(folder as never, device);
    };
    const before = held.get(key);
    if (before !== undefined && (before.times !== times || before.provider !== provider)) putAway(key, before);
    const others = held.get(key);
    const one = others ?? { times, provider, model: open(), idle: Promise.resolve() };
    // Again at the end: the first is the one that was used longest ago.
    held.delete(key);
    held.set(key, one);
    const result = (one.model as Promise<FolderModels[Name]>).then(use);
    one.idle = Promise.allSettled([one.idle, result]);
    // Another try may find what is missing now.
    one.model.catch(() => held.get(key) === one && held.delete(key));
    const ofKind = [...held].filter(([other]) => other.startsWith(`${name} `));
    for (const [oldest, model] of ofKind.slice(0, -mostKept)) putAway(oldest, model);
    try {
      return await result;
    } catch (error) {
      // Whoever was opening it was stopped: that stops nobody else.
      const isOthers = others !== undefined && signal?.aborted !== true && isAbort(error);
      if (!isOthers || (await isOpen(one))) throw error;
    }
  }
}

function isOpen({ model }: HeldModel): Promise<boolean> {
  return model.then(
    () => true,
    () => false,
  );
}

/** Frees it once nobody uses it. */
function putAway(key: string, { idle, model }: HeldModel): void {
  held.delete(key);
  void idle.then(async () => (await model)[Symbol.asyncDispose]()).catch(() => undefined);
}
