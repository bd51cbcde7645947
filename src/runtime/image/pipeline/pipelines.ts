/** The kinds of image models that can be steered: what their folders hold, and what their networks are called. Pure data. */
import {
  type Conditioner,
  type ConditionerOptions,
  fluxConditioner,
  singleConditioner,
  threeEncoderConditioner,
  xlConditioner,
} from "../prompt/promptConditioner.ts";
import { asTheyAre, inPatches, type StateLayout } from "../stateLayout.ts";

export interface TextPart {
  /** Its folder; the tokenizer's has the same ending. */
  readonly folder: "text_encoder" | "text_encoder_2" | "text_encoder_3";
  readonly tokenizer: "tokenizer" | "tokenizer_2" | "tokenizer_3";
  readonly layer: "last" | "penultimate";
  /** The output that sums the prompt up, where the denoiser is told it. */
  readonly pooled: "text_embeds" | "pooler_output" | undefined;
  /** Tokens, where neither the graph nor diffusers' pipeline leaves them to the tokenizer. */
  readonly tokens?: number;
  /** May be left out, as model_index.json then says. */
  readonly optional: boolean;
}

export interface Pipeline {
  readonly denoiser: "unet" | "transformer";
  /** Names of the denoiser's input and output. */
  readonly sample: "sample" | "hidden_states";
  readonly output: "out_sample" | "out_hidden_states";
  readonly layout: StateLayout;
  /** Side of a state where the denoiser's config.json does not say it. */
  readonly sampleSize?: number;
  /** The scheduler's timesteps in one unit of what the denoiser is told. */
  readonly timesPerUnit: 1 | 1000;
  /** What else it takes, beside `timestep`; those that are not in `needs` only where its graph asks for them. */
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  readonly text: readonly TextPart[];
  readonly conditioner: ((options: ConditionerOptions) => Conditioner) | undefined;
  readonly vaeDecoder: boolean;
  /** Whose latents' colours are known before a decoder has shown any. */
  readonly latents: "sd" | "sdxl" | undefined;
  /** Where the levels that diffusers' pipeline asks of a flow's scheduler end. */
  readonly lastLevel: "trained" | "step";
  /** False: distilled to go without, it heeds no scale. */
  readonly heedsGuidance: boolean;
  /** What diffusers' pipeline takes unless told otherwise. */
  readonly steps: number;
  readonly guidance: number;
  /** What it is where the denoiser's config.json does not say `guidance_embeds`. */
  readonly withoutGuidance?: Pipeline;
}

const clip: TextPart = {
  folder: "text_encoder",
  tokenizer: "tokenizer",
  layer: "last",
  pooled: undefined,
  optional: false,
};
const second = { folder: "text_encoder_2", tokenizer: "tokenizer_2" } as const;
const unet = {
  denoiser: "unet",
  sample: "sample",
  output: "out_sample",
  layout: asTheyAre,
  timesPerUnit: 1,
  latents: "sd",
  lastLevel: "trained",
  heedsGuidance: true,
} as const;
const transformer = {
  denoiser: "transformer",
  sample: "hidden_states",
  output: "out_hidden_states",
  vaeDecoder: true,
  latents: undefined,
  heedsGuidance: true,
} as const;

const unconditional: Pipeline = {
  ...unet,
  needs: [],
  takes: [],
  text: [],
  conditioner: undefined,
  vaeDecoder: false,
  steps: 1000,
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

/** FLUX.1-dev: distilled so that it is told its guidance. */
const flux: Pipeline = {
  ...transformer,
  layout: inPatches,
  sampleSize: 128,
  timesPerUnit: 1000,
  needs: ["encoder_hidden_states", "pooled_projections", "txt_ids", "img_ids", "guidance"],
  takes: [],
  text: [
    { ...clip, pooled: "pooler_output" },
    { ...clip, ...second, tokens: 512 },
  ],
  conditioner: fluxConditioner,
  lastLevel: "step",
  steps: 28,
  guidance: 3.5,
};

/** FLUX.1-schnell: distilled to few steps, without guidance, on shorter prompts. */
const fluxSchnell: Pipeline = {
  ...flux,
  heedsGuidance: false,
  needs: flux.needs.filter((name) => name !== "guidance"),
  takes: ["guidance"],
  text: flux.text.map((part) => (part.tokens === undefined ? part : { ...part, tokens: 256 })),
  steps: 4,
  guidance: 1,
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
    text: [
      { ...clip, layer: "penultimate" },
      { ...clip, ...second, layer: "penultimate", pooled: "text_embeds" },
    ],
    conditioner: xlConditioner,
    latents: "sdxl",
    guidance: 5,
  },
  StableDiffusion3Pipeline: {
    ...transformer,
    layout: asTheyAre,
    timesPerUnit: 1,
    needs: ["encoder_hidden_states", "pooled_projections"],
    takes: [],
    text: [
      { ...clip, layer: "penultimate", pooled: "text_embeds" },
      { ...clip, ...second, layer: "penultimate", pooled: "text_embeds" },
      { ...clip, folder: "text_encoder_3", tokenizer: "tokenizer_3", tokens: 256, optional: true },
    ],
    conditioner: threeEncoderConditioner,
    lastLevel: "trained",
    steps: 28,
    guidance: 7,
  },
  FluxPipeline: { ...flux, withoutGuidance: fluxSchnell },
};
