/** Keeps the model of the last run loaded, so that the next run with it starts at once. */
import type { DeviceName } from "../protocol/specification.ts";
import type { ModelInfo } from "../protocol/engine.ts";
import { openTextModel } from "../runtime/onnxTextModel.ts";
import type { TextModel } from "../runtime/textModel.ts";

export interface OpenModelOptions {
  readonly device: DeviceName;
  readonly signal: AbortSignal;
  readonly cacheFolder: string | undefined;
}

export interface ModelStore extends AsyncDisposable {
  open(model: ModelInfo, options: OpenModelOptions): Promise<TextModel>;
}

export function createModelStore(): ModelStore {
  let held: { readonly path: string; readonly device: DeviceName; readonly model: TextModel } | undefined;

  async function release(): Promise<void> {
    const { model } = held ?? {};
    held = undefined;
    await model?.[Symbol.asyncDispose]();
  }

  return {
    async open(info, { device, signal, cacheFolder }) {
      if (held?.path === info.path && held.device === device) return held.model;
      await release();
      const model = await openTextModel(info.path, {
        device,
        signal,
        ...(cacheFolder === undefined ? {} : { cacheFolder }),
      });
      held = { path: info.path, device, model };
      return model;
    },
    [Symbol.asyncDispose]: release,
  };
}
