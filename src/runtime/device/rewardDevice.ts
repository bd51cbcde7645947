/**
 * Where a network runs that scores what another makes: on that one's device where its numbers are the CPU's there, else on the CPU. It is believed
 * once it was held against the CPU on the first samples that a run has it score, and that is remembered.
 */
import { isAbort, messageOf, SteeringError } from "../../errors.ts";
import { hashFiles, jointHash } from "../folders/fileHash.ts";
import type { Provider } from "../onnx/provider.ts";
import { isMemoryComplaint } from "../onnx/memory.ts";
import { openSession, type Feeds, type Session, type Values } from "../onnx/session.ts";
import { agreementOf, disbelief } from "./agreement.ts";
import { type RememberedBelief, rememberedBelief } from "./belief.ts";
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
    const remembered = await rememberedBelief(cacheFolder, { sha256, precision: undefined, provider }, seams.machine);
    if (remembered.known?.reason !== undefined) {
      tell(elsewhere(folder.name, provider, remembered.known.reason));
      return session;
    }
    const opened = await openOnDevice({ ...graph, sha256 }, options, seams.machine);
    const refuse = (reason: string): void => tell(elsewhere(folder.name, provider, reason));
    const isBelieved = remembered.known !== undefined;
    if (isBelieved) await session[Symbol.asyncDispose]();
    const onDevice = isBelieved ? opened.session : believedAtFirst(opened.session, session, remembered, refuse);
    return withRoomOnCpu(onDevice, () => openSession(graph.path, { provider: "cpu", bytes: graph.bytes }), refuse);
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = error instanceof SteeringError ? error.details["reason"] : undefined;
    const why = typeof reason === "string" ? reason : messageOf(error);
    tell(elsewhere(folder.name, provider, why));
    return session;
  }
}

function elsewhere(name: string, provider: Provider, why: string): string {
  return `The reward model ${name} runs on the CPU, and not on ${provider}: ${why}`;
}

/** A session that goes on on the CPU once its device has no memory for it: what makes the samples needs that more. */
export function withRoomOnCpu(
  device: Session,
  openOnCpu: () => Promise<Session>,
  refuse: (reason: string) => void,
): Session {
  let moving: Promise<Session> | undefined;
  async function moved(): Promise<Session> {
    refuse("there is too little memory left for it");
    await device[Symbol.asyncDispose]();
    return openOnCpu();
  }
  return {
    inputs: device.inputs,
    outputs: device.outputs,
    async run(feeds, output) {
      if (moving !== undefined) return (await moving).run(feeds, output);
      try {
        return await device.run(feeds, output);
      } catch (error) {
        if (!isMemoryComplaint(error)) throw error;
        moving ??= moved();
      }
      return (await moving).run(feeds, output);
    },
    async [Symbol.asyncDispose]() {
      await (moving === undefined ? device : await moving.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

/** The device's session, or the CPU's, as the first run of both shows; the other is disposed then. */
export function believedAtFirst(
  device: Session,
  cpu: Session,
  remembered: Pick<RememberedBelief, "keep">,
  refuse: (reason: string) => void,
): Session {
  let deciding: Promise<Session> | undefined;
  async function decided(feeds: Feeds, output: string): Promise<Session> {
    const [found, known] = [await device.run(feeds, output), await cpu.run(feeds, output)];
    const agreement = agreementOfValues(found, known);
    const reason = agreement && disbelief(agreement, "on what a run had it score");
    const unknown = agreement === undefined ? "there are no numbers to compare" : undefined;
    await remembered.keep({ agreement: reason === undefined ? agreement?.largest : undefined, reason, unknown });
    if (reason !== undefined) refuse(reason);
    const [taken, left] = reason === undefined ? [device, cpu] : [cpu, device];
    await left[Symbol.asyncDispose]();
    return taken;
  }
  return {
    inputs: device.inputs,
    outputs: device.outputs,
    async run(feeds, output) {
      deciding ??= decided(feeds, output);
      let taken: Session;
      try {
        taken = await deciding;
      } catch (error) {
        // Fewer samples may fit.
        deciding = undefined;
        throw error;
      }
      return taken.run(feeds, output);
    },
    async [Symbol.asyncDispose]() {
      const taken = await deciding?.catch(() => undefined);
      for (const each of taken === undefined ? [device, cpu] : [taken]) await each[Symbol.asyncDispose]();
    },
  };
}

function agreementOfValues({ data: found }: Values, { data: known }: Values) {
  return found instanceof Float32Array && known instanceof Float32Array ? agreementOf(found, known) : undefined;
}
