/** A masked-diffusion text model out of a Hugging Face folder, ready to run. */
import type { TextCodec, TextDenoiser } from "../diffusion/text.ts";
import type { DeviceReport } from "../protocol/run.ts";

/** A loaded text model. Dispose it to free the runtime's memory. */
export interface TextModel extends AsyncDisposable {
  readonly name: string;
  readonly codec: TextCodec;
  readonly denoiser: TextDenoiser;
  readonly device: DeviceReport;
  /** Temperature of token draws that suits the model. */
  readonly drawTemperature: number;
  /** True when the model ends a text by itself and fills what is left with its end token. */
  readonly endFill: boolean;
  /** What a result depends on, for the run file. Paths relative to the folder. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  /** Sequences that went through the network, and seconds spent in it, since it was loaded. */
  readonly usage: { readonly forwardPasses: number; readonly seconds: number };
}
