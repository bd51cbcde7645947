/** Images as the diffusion processes and rewards see them, and the network as the image process sees it. Pure: knows neither VS Code nor ONNX. */
import type { FlowTiming } from "./schedulers/flowMatch.ts";

/** RGBA, row by row, 4 bytes a pixel. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A clean image that a particle is heading for. */
export interface ImageSample extends RgbaImage {
  readonly modality: "image";
  readonly prompt: string;
}

/** What a particle's image is to show, and what not. */
export interface ImageCondition {
  readonly prompt: string;
  /** Classifier-free guidance leads away from it; empty: from the unconditional prediction. */
  readonly negativePrompt: string;
  /** The prompt stands for what is led away from: some models tell it otherwise where it is empty. */
  readonly isAway?: boolean;
}

/** The shape of one state: float32, row-major. Latents, or pixels in [−1, 1] where the model has no VAE. */
export interface StateShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The networks of an image process: denoiser with its guidance, decoder, and a cheap look without the decoder. */
export interface ImageNetwork {
  readonly shape: StateShape;
  /** By what a flow model's scheduler spaces its levels; other schedulers do not ask. */
  readonly flow?: FlowTiming;
  /**
   * The denoiser's outputs after guidance, for inputs that the scheduler has scaled: one float32 [channels × height × width] each, the caller's
   * own. `timestep` is the model's time, in its own units. Chunks and duplicates are its own business; a chunk's size changes nothing.
   */
  predict(
    inputs: readonly Float32Array[],
    conditions: readonly ImageCondition[],
    timestep: number,
    signal: AbortSignal,
  ): Promise<Float32Array[]>;
  /** Clean states x₀ as images. */
  decode(states: readonly Float32Array[], signal: AbortSignal): Promise<RgbaImage[]>;
  /**
   * A quick look at a clean state: of a model without a VAE the image itself, else a small one from latent-to-RGB factors; undefined where
   * they are not known yet.
   */
  preview(state: Float32Array): RgbaImage | undefined;
}
