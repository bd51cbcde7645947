/** Opens a model for a run: on another device than the CPU only where its numbers in the midst of a run are the CPU's. */
import { isAbort, messageOf, SteeringError } from "../../errors.ts";
import type { Modality } from "../../protocol/modality.ts";
import { formatBytes } from "../../protocol/numberWords.ts";
import { type Belief, heldAgainstCpu, rememberedBelief } from "../../runtime/device/belief.ts";
import { machineMemory } from "../../runtime/device/deviceMemory.ts";
import { createRecorder, type Recorder } from "../../runtime/device/recorder.ts";
import { jointHash } from "../../runtime/folders/fileHash.ts";
import type { OpenModelOptions } from "../../runtime/loadedModel.ts";
import { isMemoryComplaint } from "../../runtime/onnx/memory.ts";
import { type Provider, providerNamed } from "../../runtime/onnx/provider.ts";
import { walkToTheMidst } from "./midRun.ts";
import { openRunModel } from "./openRunModel.ts";
import type { RunModel } from "./runModel.ts";

export interface BelievedModel {
  readonly model: RunModel;
  /** Tells whether its device has failed since. */
  readonly watch: Pick<Recorder, "hasFailed">;
}

/**
 * Where the device is not believed `auto` goes on with the next one, and the model's report says why. Throws what opening the model throws:
 * `device-unavailable` where a device that was named is not believed.
 */
export async function openBelievedModel(
  modality: Modality,
  path: string,
  options: Omit<OpenModelOptions, "recorder" | "refused">,
  memory = machineMemory(),
): Promise<BelievedModel> {
  const refused = new Map<Provider, string>();
  for (;;) {
    const recorder = createRecorder();
    await using cleanup = new AsyncDisposableStack();
    let model: RunModel;
    try {
      model = cleanup.use(await openRunModel[modality](path, { ...options, recorder, refused }));
    } catch (error) {
      const refusal = options.device === "auto" ? refusalIn(error) : undefined;
      if (refusal === undefined) throw error;
      refused.set(refusal.provider, refusal.reason);
      continue;
    }
    const belief = await beliefIn(model, recorder, options);
    if (belief?.reason === undefined) {
      cleanup.move();
      return { model: belief === undefined ? onCpu(model, memory) : believed(model, belief), watch: recorder };
    }
    refused.set(providerNamed(model.device.provider), belief.reason);
  }
}

/** The device that took a model's first graph and does not load another, and why. */
function refusalIn(error: unknown): { readonly provider: Provider; readonly reason: string } | undefined {
  if (!(error instanceof SteeringError) || error.code !== "device-unavailable") return undefined;
  const { device, reason } = error.details;
  if (typeof device !== "string" || device === "auto" || typeof reason !== "string") return undefined;
  return { provider: providerNamed(device), reason };
}

/** Of a model whose graphs the recorder was shown. Undefined: on the CPU, which is believed. @param anew though it be remembered */
export async function beliefIn(
  model: RunModel,
  recorder: Recorder,
  { cacheFolder, signal, anew = false }: Pick<OpenModelOptions, "cacheFolder" | "signal"> & { anew?: boolean },
): Promise<Belief | undefined> {
  const { provider, execution = {} } = model.device;
  if (provider === "cpu") {
    recorder.end();
    return undefined;
  }
  const subject = {
    sha256: jointHash(model.files),
    precision: execution.precision,
    provider: providerNamed(provider),
  };
  const remembered = await rememberedBelief(cacheFolder, subject);
  if (remembered.known !== undefined && !anew) {
    recorder.end();
    return remembered.known;
  }
  let failure: string | undefined;
  try {
    await walkToTheMidst(model, signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    const isDevices = error instanceof SteeringError && error.code === "device-unavailable";
    failure = messageOf(error);
    // It may fail for now alone: nothing to remember. A size that it has no memory for may be another than the run's, which will tell.
    if (isDevices && !isMemoryComplaint(error)) return { agreement: undefined, reason: failure, unknown: failure };
  }
  const belief = await heldAgainstCpu(recorder.end(), { threads: execution.threads, signal });
  await remembered.keep(belief);
  return failure === undefined ? belief : { ...belief, unknown: belief.unknown ?? failure };
}

/**
 * With a warning at every run where the weights alone are more than the machine has.
 *
 * @param memory bytes
 */
function onCpu(model: RunModel, memory: number): RunModel {
  const { bytes, name } = model;
  if (bytes <= memory) return model;
  return {
    ...model,
    process(specification, groups, warn) {
      warn(
        `The weights of ${name} alone take ${formatBytes(bytes)}, and this machine has ${formatBytes(memory)} of memory: expect the run to be very slow, or to be ended by the system. Choose a smaller model, or one with smaller weights (float16, int8).`,
      );
      return model.process(specification, groups, warn);
    },
  };
}

/** With the figure, or with a warning at every run that there is none. */
function believed(model: RunModel, { agreement, unknown }: Belief): RunModel {
  const { provider, execution } = model.device;
  const device = { ...model.device, execution: { ...execution, agreement: agreement ?? execution?.agreement } };
  return {
    ...model,
    device,
    process(specification, groups, warn) {
      if (unknown !== undefined) {
        warn(
          `What the device ${provider} computes in the midst of a run could not be compared with the CPU: ${unknown}`,
        );
      }
      return model.process(specification, groups, warn);
    },
  };
}
