/** What models of texts and of images have in common once they are loaded, and what opening them takes. Types only. */
import type { DeviceName, PrecisionName } from "../protocol/runFields.ts";
import type { DeviceReport } from "../protocol/run.ts";
import type { DeviceOptions } from "./device/device.ts";
import type { Recorder } from "./device/recorder.ts";

export interface OpenModelOptions extends Pick<
  DeviceOptions,
  "device" | "refused" | "signal" | "cacheFolder" | "threads"
> {
  /** Is shown all graphs of the model, that of the network first. */
  readonly recorder?: Pick<Recorder, "watch"> | undefined;
  /** Which graph, where the folder has several; by default what suits device and memory. */
  readonly precision?: PrecisionName;
  /** The device whose graph it is, where that is not the one to open it on, as in a trial. */
  readonly graphFor?: DeviceName;
  /** Rows that run together in the network, of which an image with guidance takes two; by default what suits the device. */
  readonly chunk?: number;
}

/** Dispose it to free the runtime's memory. */
export interface LoadedModel extends AsyncDisposable {
  readonly name: string;
  readonly device: DeviceReport;
  /** What a result depends on, for the run file. */
  readonly files: readonly ModelFile[];
  /** Bytes of its graphs and of the weights beside them. */
  readonly bytes: number;
  /** Samples that went through the network, an image with guidance twice, and seconds spent in it, since it was loaded. */
  readonly usage: { readonly forwardPasses: number; readonly seconds: number };
}

export interface ModelFile {
  /** Relative to the model's folder. */
  readonly path: string;
  /** Lowercase hexadecimal. */
  readonly sha256: string;
}
