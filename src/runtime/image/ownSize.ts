/** What the files of an image model say of its size. Loads nothing. */
import { join } from "node:path";
import type { StateShape } from "../../diffusion/image.ts";
import { SteeringError } from "../../errors.ts";
import { asNumber, type JsonObject, readJson } from "../folders/json.ts";
import type { PipelineFolder } from "./pipelineFolder.ts";

export interface OwnSize {
  /** Of a state. */
  readonly shape: StateShape;
  /** Pixels a side of one place of a state. */
  readonly factor: number;
  /** Sides of a state are multiples of it. */
  readonly multiple: number;
  /** config.json of the denoiser and of the VAE decoder; empty where there is none. */
  readonly config: JsonObject;
  readonly vaeConfig: JsonObject;
}

/** Throws `model-incomplete` where the denoiser's config.json does not say its channels and its size. */
export async function readOwnSize({ path, pipeline, vaeDecoder }: PipelineFolder): Promise<OwnSize> {
  const file = `${pipeline.denoiser}/config.json`;
  const config = (await readJson(path, file)) ?? {};
  const vaeConfig = vaeDecoder === undefined ? {} : ((await readJson(path, "vae_decoder/config.json")) ?? {});
  const { layout } = pipeline;
  const stated = config["sample_size"] ?? pipeline.sampleSize;
  const sizes: readonly unknown[] = Array.isArray(stated) ? stated : [stated, stated];
  const [height, width] = sizes.map((size) => asNumber(size, 1, 4096));
  const channels = (asNumber(config["in_channels"], layout.side ** 2, 64 * layout.side ** 2) ?? NaN) / layout.side ** 2;
  if (height === undefined || width === undefined || !Number.isInteger(channels)) {
    throw new SteeringError(
      "model-incomplete",
      `${join(path, file)} does not say in_channels and sample_size. Download the whole model again.`,
      { details: { path, missing: [file] } },
    );
  }
  return {
    shape: { channels, height, width },
    // Eight pixels a side of a latent where its decoder does not say its levels.
    factor: vaeDecoder === undefined ? 1 : (halvings(vaeConfig) ?? 8),
    // A U-Net's exported graph doubles what its levels halved, and what was odd does not fit any more.
    multiple: pipeline.denoiser === "unet" ? (halvings(config) ?? 1) : patchOf(config) * layout.side,
    config,
    vaeConfig,
  };
}

/** By how much a network makes things smaller: by two at every level but one. */
function halvings(config: JsonObject): number | undefined {
  const levels = config["block_out_channels"];
  return Array.isArray(levels) && levels.length >= 1 && levels.length <= 8 ? 2 ** (levels.length - 1) : undefined;
}

/** Transformers see patches of latents. */
function patchOf(config: JsonObject): number {
  return asNumber(config["patch_size"], 1, 16) ?? 1;
}
