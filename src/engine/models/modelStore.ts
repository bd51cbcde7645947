/** Keeps the model of the last run loaded, so that the next run with it starts at once. */
import { isDeepStrictEqual } from "node:util";
import type { DeviceName, PrecisionName } from "../../protocol/runFields.ts";
import type { OpeningLimits } from "../../protocol/limits.ts";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import { fileTimes } from "../../runtime/folders/modelFiles.ts";
import { openRunModel } from "./openRunModel.ts";
import type { RunModel } from "./runModel.ts";
import { tryModel } from "./trial/tryModel.ts";

export interface OpenModelOptions {
  /** Rows that run together, and threads of the CPU's arithmetic; what is undefined is what suits the machine. */
  readonly chunk: number | undefined;
  readonly threads: number | undefined;
  readonly device: DeviceName;
  readonly precision: PrecisionName;
  /** The device whose graph it is, where that is not the one to open it on. */
  readonly graphFor?: DeviceName | undefined;
  readonly opening: OpeningLimits;
  readonly signal: AbortSignal;
  readonly cacheFolder: string | undefined;
}

export interface ModelStore extends AsyncDisposable {
  open(model: ModelInfo, options: OpenModelOptions): Promise<RunModel>;
}

interface OpenedModel extends Pick<OpenModelOptions, "device" | "precision" | "graphFor" | "chunk" | "threads"> {
  readonly path: string;
  readonly model: RunModel;
}

interface HeldModel extends OpenedModel {
  readonly times: string;
}

/** A model that was exported anew is loaded anew. */
function timesOf({ path, model }: OpenedModel): Promise<string> {
  return fileTimes(
    path,
    model.files.map((file) => file.path),
  );
}

function askedOf({ path, device, precision, graphFor, chunk, threads }: OpenedModel): Omit<OpenedModel, "model"> {
  return { path, device, precision, graphFor, chunk, threads };
}

export function createModelStore(): ModelStore {
  let held: HeldModel | undefined;

  async function release(): Promise<void> {
    const { model } = held ?? {};
    held = undefined;
    await model?.[Symbol.asyncDispose]();
  }

  return {
    async open(info, { device, precision, graphFor = device, chunk, threads, opening, signal, cacheFolder }) {
      const asked = { path: info.path, device, precision, graphFor, chunk, threads };
      const isHeld = held !== undefined && isDeepStrictEqual(asked, askedOf(held));
      if (held !== undefined && isHeld && (await timesOf(held)) === held.times) return held.model;
      await release();
      if (info.origin !== "embedded")
        await tryModel(info.path, { kind: info.modality, device: graphFor, precision, limits: opening, signal });
      const options = {
        ...{ device, precision, graphFor, signal },
        ...(cacheFolder === undefined ? {} : { cacheFolder }),
        ...(chunk === undefined ? {} : { chunk }),
        ...(threads === undefined ? {} : { threads }),
      };
      const model = await openRunModel[info.modality](info.path, options);
      const opened = { ...asked, model };
      held = { ...opened, times: await timesOf(opened) };
      return model;
    },
    [Symbol.asyncDispose]: release,
  };
}
