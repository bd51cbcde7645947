/**
 * What is assumed of a family of image models where its folder does not say it: settings as the published models of that family have them,
 * in the words of diffusers' files. Pure data.
 */
import type { JsonObject } from "../../folders/json.ts";

export interface FamilyDefaults {
  /** For people. */
  readonly family: string;
  /** Beneath config.json of the denoiser and of the decoder. */
  readonly denoiser: JsonObject;
  readonly vae: JsonObject;
  /** In the place of scheduler_config.json. */
  readonly scheduler: JsonObject;
}

const betas = { num_train_timesteps: 1000, beta_start: 0.00085, beta_end: 0.012, beta_schedule: "scaled_linear" };
const epsilon = { ...betas, clip_sample: false, prediction_type: "epsilon", steps_offset: 1 };
const fourLevels = [128, 256, 512, 512];
const flow = { _class_name: "FlowMatchEulerDiscreteScheduler", num_train_timesteps: 1000 };

const stableDiffusion: FamilyDefaults = {
  family: "Stable Diffusion",
  denoiser: { in_channels: 4, sample_size: 64, block_out_channels: [320, 640, 1280, 1280] },
  vae: { scaling_factor: 0.182_15, block_out_channels: fourLevels },
  scheduler: { _class_name: "PNDMScheduler", ...epsilon, set_alpha_to_one: false, skip_prk_steps: true },
};

const flux: FamilyDefaults = {
  family: "Flux",
  denoiser: { in_channels: 64, sample_size: 128, patch_size: 1 },
  vae: { scaling_factor: 0.3611, shift_factor: 0.1159, block_out_channels: fourLevels },
  scheduler: {
    ...flow,
    ...{ shift: 3, use_dynamic_shifting: true, base_image_seq_len: 256, max_image_seq_len: 4096 },
    ...{ base_shift: 0.5, max_shift: 1.15 },
  },
};

/** By the class of the pipeline. A class that is not here has nothing usual. */
export const familyDefaults: Readonly<Record<string, FamilyDefaults>> = {
  StableDiffusionPipeline: stableDiffusion,
  LatentConsistencyModelPipeline: {
    ...stableDiffusion,
    family: "latent consistency models",
    scheduler: { _class_name: "LCMScheduler", ...epsilon, original_inference_steps: 50 },
  },
  StableDiffusionXLPipeline: {
    family: "Stable Diffusion XL",
    denoiser: { in_channels: 4, sample_size: 128, block_out_channels: [320, 640, 1280] },
    vae: { scaling_factor: 0.130_25, block_out_channels: fourLevels },
    scheduler: { _class_name: "EulerDiscreteScheduler", ...epsilon, timestep_spacing: "leading" },
  },
  StableDiffusion3Pipeline: {
    family: "Stable Diffusion 3",
    denoiser: { in_channels: 16, sample_size: 128, patch_size: 2 },
    vae: { scaling_factor: 1.5305, shift_factor: 0.0609, block_out_channels: fourLevels },
    scheduler: { ...flow, shift: 3 },
  },
  FluxPipeline: flux,
};

/** The scheduler of a Flux that is not told its guidance (schnell). */
export const unguidedFluxScheduler: JsonObject = { ...flow, shift: 1, use_dynamic_shifting: false };
