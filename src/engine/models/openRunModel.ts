/** What opens a model as a run uses it, by what it makes. */
import type { EngineSettings } from "../../protocol/engine.ts";
import type { Modality } from "../../protocol/modality.ts";
import { openImageModel } from "../../runtime/image/openImageModel.ts";
import type { OpenModelOptions } from "../../runtime/loadedModel.ts";
import { openTextModel } from "../../runtime/text/onnxTextModel.ts";
import { imageRunModel } from "./imageRunModel.ts";
import type { RunModel } from "./runModel.ts";
import { textRunModel } from "./textRunModel.ts";

export const openRunModel: Readonly<Record<Modality, (path: string, options: OpenModelOptions) => Promise<RunModel>>> =
  {
    text: async (path, options) => textRunModel(await openTextModel(path, options)),
    image: async (path, options) => imageRunModel(await openImageModel(path, options)),
  };

/** Rows that run together as the settings have it; undefined: what suits the device. */
export const chunkOf: Readonly<Record<Modality, (settings: EngineSettings) => number | undefined>> = {
  text: () => undefined,
  image: ({ imageChunk }) => imageChunk,
};
