/** The kinds of image models that can be steered: what their folders hold, and what their networks are called. Pure data. */
import {
  type Conditioner,
  type ConditionerOptions,
  singleConditioner,
  threeEncoderConditioner,
  xlConditioner,
} from "./promptConditioner.ts";

export interface TextPart {
  /** Its folder; the tokenizer's has the same ending. */
  readonly folder: "text_encoder" | "text_encoder_2" | "text_encoder_3";
  readonly tokenizer: "tokenizer" | "tokenizer_2" | "tokenizer_3";
  readonly layer: "last" | "penultimate";
  readonly pooled: boolean;
  /** May be left out, as model_index.json then says. */
  readonly optional: boolean;
}

export interface Pipeline {
  readonly denoiser: "unet" | "transformer";
  /** Names of the denoiser's input and output. */
  readonly sample: "sample" | "hidden_states";
  readonly output: "out_sample" | "out_hidden_states";
  /** What else it takes, beside `timestep`; those that are not in `needs` only where its graph asks for them. */
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  readonly text: readonly TextPart[];
  readonly conditioner: ((options: ConditionerOptions) => Conditioner) | undefined;
  readonly vaeDecoder: boolean;
  /** Which linear look at latents suits it. */
  readonly latents: "sd" | "sdxl" | "sd3";
  /** What diffusers' pipeline takes unless told otherwise. */
  readonly steps: number;
  readonly guidance: number;
}

const clip: TextPart = {
  folder: "text_encoder",
  tokenizer: "tokenizer",
  layer: "last",
  pooled: false,
  optional: false,
};
const unet = { denoiser: "unet", sample: "sample", output: "out_sample", latents: "sd" } as const;

const unconditional: Pipeline = {
  ...unet,
  needs: [],
  takes: [],
  text: [],
  conditioner: undefined,
  vaeDecoder: false,
  steps: 100,
  guidance: 1,
};

const stableDiffusion: Pipeline = {
  ...unet,
  needs: ["encoder_hidden_states"],
  takes: ["timestep_cond"],
  text: [clip],
  conditioner: singleConditioner,
  vaeDecoder: true,
  steps: 50,
  guidance: 7.5,
};

/** Classes of diffusers, and one of our own: text to image without a VAE. */
export const pipelines: Readonly<Record<string, Pipeline>> = {
  DDPMPipeline: unconditional,
  DDIMPipeline: { ...unconditional, steps: 50 },
  PixelTextToImagePipeline: { ...stableDiffusion, takes: [], vaeDecoder: false, guidance: 3 },
  StableDiffusionPipeline: stableDiffusion,
  LatentConsistencyModelPipeline: { ...stableDiffusion, steps: 4, guidance: 8.5 },
  StableDiffusionXLPipeline: {
    ...stableDiffusion,
    needs: ["encoder_hidden_states", "text_embeds", "time_ids"],
    takes: [],
    text: [
      { ...clip, layer: "penultimate" },
      { ...clip, folder: "text_encoder_2", tokenizer: "tokenizer_2", layer: "penultimate", pooled: true },
    ],
    conditioner: xlConditioner,
    latents: "sdxl",
    guidance: 5,
  },
  StableDiffusion3Pipeline: {
    denoiser: "transformer",
    sample: "hidden_states",
    output: "out_hidden_states",
    needs: ["encoder_hidden_states", "pooled_projections"],
    takes: [],
    text: [
      { ...clip, layer: "penultimate", pooled: true },
      { ...clip, folder: "text_encoder_2", tokenizer: "tokenizer_2", layer: "penultimate", pooled: true },
      { ...clip, folder: "text_encoder_3", tokenizer: "tokenizer_3", optional: true },
    ],
    conditioner: threeEncoderConditioner,
    vaeDecoder: true,
    latents: "sd3",
    steps: 28,
    guidance: 7,
  },
};

/** Why a known class is not among them. */
export const unsupported: Readonly<Record<string, string>> = {
  FluxPipeline: "its packed latents and image positions are not built in",
  StableDiffusionInpaintPipeline: "it needs an image to begin with",
  StableDiffusionXLInpaintPipeline: "it needs an image to begin with",
  StableDiffusionXLImg2ImgPipeline: "it needs an image to begin with",
  StableDiffusionImg2ImgPipeline: "it needs an image to begin with",
  StableDiffusionControlNetPipeline: "it needs an image that a second network is told",
};
