/** How every device of this machine does with a model. */
import { type DeviceChecks, fastest } from "../../protocol/devices.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import type { Modality } from "../../protocol/modality.ts";
import { checkDevices } from "../../runtime/device/checkDevices.ts";
import type { Graph } from "../../runtime/device/measure.ts";
import { findModel } from "../../runtime/folders/modelFolders.ts";
import { timedImageGraph } from "../../runtime/image/timedImageGraph.ts";
import type { OpenModelOptions } from "../../runtime/loadedModel.ts";
import { timedTextGraph } from "../../runtime/text/timedTextGraph.ts";
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
  const devices = await checkDevices(graph, { signal, ...(cacheFolder === undefined ? {} : { cacheFolder }) });
  return { model, samples: graph.free[0] ?? 1, devices, taken: fastest(devices) };
}
