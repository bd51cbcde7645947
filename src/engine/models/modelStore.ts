/** Keeps the models of the last run loaded, so that the next run with them starts at once. */
import { isDeepStrictEqual } from "node:util";
import type { DeviceName, PrecisionName } from "../../protocol/runFields.ts";
import type { OpeningLimits } from "../../protocol/limits.ts";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import { fileTimes } from "../../runtime/folders/modelFiles.ts";
import { type BelievedModel, openBelievedModel } from "./believedModel.ts";
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
  /** All that a run needs at once, in the order in which they were named; what it does not need is released first. */
  open(models: readonly ModelInfo[], options: OpenModelOptions): Promise<readonly RunModel[]>;
  /** Lets go of what is held, for whoever needs the memory. */
  release(): Promise<void>;
}

interface OpenedModel
  extends BelievedModel, Pick<OpenModelOptions, "device" | "precision" | "graphFor" | "chunk" | "threads"> {
  readonly path: string;
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

type AskedModel = Omit<OpenedModel, keyof BelievedModel>;

function askedOf({ path, device, precision, graphFor, chunk, threads }: OpenedModel): AskedModel {
  return { path, device, precision, graphFor, chunk, threads };
}

/** A model whose device failed in a run is opened anew: what was loaded there may be lost. */
export function createModelStore(openModel = openBelievedModel): ModelStore {
  let held: HeldModel[] = [];

  async function keepOnly(kept: readonly HeldModel[]): Promise<void> {
    const released = held.filter((one) => !kept.includes(one));
    held = [...kept];
    for (const { model } of released) await model[Symbol.asyncDispose]();
  }

  async function stillHeld(asked: AskedModel): Promise<HeldModel | undefined> {
    const same = held.find((one) => isDeepStrictEqual(asked, askedOf(one)));
    return same !== undefined && !same.watch.hasFailed && (await timesOf(same)) === same.times ? same : undefined;
  }

  async function load(
    info: ModelInfo,
    asked: AskedModel,
    { opening, signal, cacheFolder }: OpenModelOptions,
  ): Promise<HeldModel> {
    const { path, device, precision, graphFor, chunk, threads } = asked;
    if (info.origin !== "embedded")
      await tryModel(path, { kind: info.modality, device: graphFor ?? device, precision, limits: opening, signal });
    const believed = await openModel(info.modality, path, {
      ...{ device, precision, graphFor: graphFor ?? device, signal },
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      ...(chunk === undefined ? {} : { chunk }),
      ...(threads === undefined ? {} : { threads }),
    });
    const opened = { ...asked, ...believed };
    return { ...opened, times: await timesOf(opened) };
  }

  return {
    async open(infos, options) {
      const { device, precision, graphFor = device, chunk, threads } = options;
      const asked = infos.map(({ path }) => ({ path, device, precision, graphFor, chunk, threads }));
      const found = await Promise.all(asked.map(stillHeld));
      await keepOnly([...new Set(found.filter((one) => one !== undefined))]);
      const models: RunModel[] = [];
      for (const [k, info] of infos.entries()) {
        // A model that is named twice is loaded once.
        const known = found[k] ?? held.find((one) => isDeepStrictEqual(asked[k], askedOf(one)));
        const one = known ?? (await load(info, asked[k]!, options));
        if (known === undefined) held.push(one);
        models.push(one.model);
      }
      return models;
    },
    release: () => keepOnly([]),
    [Symbol.asyncDispose]: () => keepOnly([]),
  };
}
