/** A masked-diffusion text model out of a Hugging Face folder, ready to run. */
import type { TextCodec, TextDenoiser } from "../../diffusion/text.ts";
import type { LoadedModel } from "../loadedModel.ts";

export interface TextModel extends LoadedModel {
  readonly codec: TextCodec;
  readonly denoiser: TextDenoiser;
  /** Temperature of token draws that suits the model. */
  readonly drawTemperature: number;
  /** True when the model ends a text by itself and fills what is left with its end token. */
  readonly endFill: boolean;
  /** What a person should know of it at every run. */
  readonly notices: readonly string[];
}
