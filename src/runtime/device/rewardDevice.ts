/** Where a network runs that scores what another makes: on that one's device where its numbers are the CPU's there, else on the CPU. */
import { isAbort, messageOf, SteeringError } from "../../errors.ts";
import { hashFiles, jointHash } from "../folders/fileHash.ts";
import type { Provider } from "../onnx/provider.ts";
import type { Session } from "../onnx/session.ts";
import { openOnDevice } from "./device.ts";
import type { Machine } from "./machine.ts";
import type { Graph, MeasureOptions } from "./measure.ts";

export interface RewardDevice {
  /** What the run's model runs on. */
  readonly provider: Provider;
  /** Where measurements are remembered. */
  readonly cacheFolder?: string | undefined;
  /** Hears why a network runs on the CPU instead. */
  readonly tell: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export const onCpu: RewardDevice = { provider: "cpu", tell: () => undefined };

export interface RewardGraph extends Omit<Graph, "sha256"> {
  /** The folder's, and all of its files that a score depends on: measurements are remembered under their contents. */
  readonly folder: { readonly path: string; readonly name: string; readonly files: readonly string[] };
}

/**
 * The graph of a session that was opened on the CPU, on the device. Where another session takes its place, it is disposed. Throws only
 * `AbortError`.
 */
export async function onRewardDevice(
  session: Session,
  { folder, ...graph }: RewardGraph,
  { provider, cacheFolder, tell, signal = new AbortController().signal }: RewardDevice,
  seams: { readonly machine?: Machine; readonly probe?: MeasureOptions["probe"] } = {},
): Promise<Session> {
  if (provider === "cpu") return session;
  try {
    const sha256 = jointHash(await hashFiles(folder.path, folder.files, signal));
    const options = {
      ...{ device: provider, signal },
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      ...(seams.probe === undefined ? {} : { probe: seams.probe }),
    };
    const opened = await openOnDevice({ ...graph, sha256 }, options, seams.machine);
    await session[Symbol.asyncDispose]();
    return opened.session;
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = error instanceof SteeringError ? error.details["reason"] : undefined;
    const why = typeof reason === "string" ? reason : messageOf(error);
    tell(`The reward model ${folder.name} runs on the CPU, and not on ${provider}: ${why}`);
    return session;
  }
}
