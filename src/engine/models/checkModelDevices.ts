/** How every device of this machine does with a model: each timed in a child, and those that work believed or not as a run would. */
import { isAbort, messageOf, SteeringError } from "../../errors.ts";
import { type DeviceCheck, type DeviceChecks, fastest } from "../../protocol/devices.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import type { Modality } from "../../protocol/modality.ts";
import { checkDevices } from "../../runtime/device/checkDevices.ts";
import { createRecorder } from "../../runtime/device/recorder.ts";
import type { Graph } from "../../runtime/device/measure.ts";
import { findModel } from "../../runtime/folders/modelFolders.ts";
import { timedImageGraph } from "../../runtime/image/timedImageGraph.ts";
import type { OpenModelOptions } from "../../runtime/loadedModel.ts";
import { timedTextGraph } from "../../runtime/text/timedTextGraph.ts";
import { providerNamed } from "../../runtime/onnx/provider.ts";
import { beliefIn } from "./believedModel.ts";
import { openRunModel } from "./openRunModel.ts";
import { tryModel } from "./trial/tryModel.ts";

const timedGraph: Readonly<Record<Modality, (path: string, options: OpenModelOptions) => Promise<{ graph: Graph }>>> = {
  text: timedTextGraph,
  image: timedImageGraph,
};

/** Throws what opening the model throws before it is loaded; `AbortError` when aborted. */
export async function checkModelDevices(
  name: string,
  settings: Pick<EngineSettings, "modelFolders" | "embeddedModelFolders" | "opening" | "cacheFolder">,
  signal: AbortSignal,
): Promise<DeviceChecks> {
  const { modelFolders, embeddedModelFolders, opening, cacheFolder } = settings;
  const { path, modality, origin, name: model } = await findModel(name, modelFolders, embeddedModelFolders);
  // On the CPU: what is to be seen is whether its files can be read at all.
  if (origin !== "embedded") await tryModel(path, { kind: modality, device: "cpu", limits: opening, signal });
  const { graph } = await timedGraph[modality](path, { device: "auto", signal });
  const options = { signal, ...(cacheFolder === undefined ? {} : { cacheFolder }) };
  const devices: DeviceCheck[] = [];
  for (const check of await checkDevices(graph, options)) {
    const isBelieved = check.device === "cpu" || check.reason !== undefined;
    devices.push(isBelieved ? check : await held(check, modality, path, options));
  }
  const weights = graph.together ?? graph.bytes;
  return { model, weights, samples: graph.free[0] ?? 1, devices, taken: fastest(devices) };
}

/** A device that works, with what comes of the model in the midst of a run there: of the graph that was timed, which is the one that a run takes by itself. */
async function held(
  check: DeviceCheck,
  modality: Modality,
  path: string,
  options: Omit<OpenModelOptions, "device">,
): Promise<DeviceCheck> {
  const recorder = createRecorder();
  try {
    const device = providerNamed(check.device);
    await using model = await openRunModel[modality](path, { ...options, device, graphFor: "auto", recorder });
    const belief = await beliefIn(model, recorder, { ...options, anew: true });
    if (belief?.reason !== undefined)
      return { ...check, milliseconds: undefined, agreement: undefined, reason: belief.reason };
    return { ...check, agreement: belief?.agreement ?? check.agreement, unknown: belief?.unknown };
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = error instanceof SteeringError ? error.details["reason"] : undefined;
    return {
      ...check,
      milliseconds: undefined,
      agreement: undefined,
      reason: typeof reason === "string" ? reason : messageOf(error),
    };
  }
}
