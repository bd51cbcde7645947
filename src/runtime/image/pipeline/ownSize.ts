/** What the files of an image model say of its size. Loads nothing. */
import { join } from "node:path";
import type { StateShape } from "../../../diffusion/image.ts";
import { SteeringError } from "../../../errors.ts";
import { asNumber, type JsonObject, readFilledJson } from "../../folders/json.ts";
import { fixedSize } from "../../onnx/port.ts";
import { familyDefaults } from "./familyDefaults.ts";
import { folderOf } from "./partFiles.ts";
import type { PipelineFolder } from "./pipelineFolder.ts";

export interface OwnSize {
  /** The shape of a state. */
  readonly shape: StateShape;
  /** Pixels a side of one place of a state. */
  readonly factor: number;
  /** Sides of a state are multiples of it. */
  readonly multiple: number;
  /** config.json of the denoiser and of the VAE decoder, over what is usual of the family. */
  readonly config: JsonObject;
  readonly vaeConfig: JsonObject;
}

/**
 * Sides by the graph, then by config.json or Amuse's template, then as is usual of the family; channels, which a graph must agree with, by config.json first.
 * Throws `model-incomplete` where none says them.
 */
export async function readOwnSize(folder: PipelineFolder): Promise<OwnSize> {
  const { path, pipeline, kind, vaeDecoder } = folder;
  const { layout } = pipeline;
  const usual = Object.hasOwn(familyDefaults, kind.className) ? familyDefaults[kind.className] : undefined;
  const config = { ...usual?.denoiser, ...folder.config };
  const ownVae =
    vaeDecoder === undefined ? {} : ((await readFilledJson(path, `${folderOf(vaeDecoder)}config.json`)) ?? {});
  const vaeConfig = vaeDecoder === undefined ? {} : { ...usual?.vae, ...ownVae };
  const sample = folder.ports.find(({ name }) => name === pipeline.sample);
  // Eight pixels a side of a latent where its decoder does not say its levels.
  const factor = vaeDecoder === undefined ? 1 : (halvings(vaeConfig) ?? 8);
  const templated = folder.template?.pixels === undefined ? undefined : folder.template.pixels / factor;
  const stated = folder.config["sample_size"] ?? templated ?? config["sample_size"] ?? pipeline.sampleSize;
  const sizes: readonly unknown[] = Array.isArray(stated) ? stated : [stated, stated];
  const [height, width] = (["height", "width"] as const).map(
    (axis, at) =>
      (layout.side === 1 ? fixedSize(sample, layout.axes.indexOf(axis)) : undefined) ?? asNumber(sizes[at], 1, 4096),
  );
  const told = folder.config["in_channels"] ?? fixedSize(sample, layout.channelAxis) ?? config["in_channels"];
  const channels = (asNumber(told, layout.side ** 2, 64 * layout.side ** 2) ?? NaN) / layout.side ** 2;
  if (height === undefined || width === undefined || !Number.isInteger(channels)) {
    const file = `${folderOf(folder.denoiser)}config.json`;
    const missing = [
      ...(Number.isInteger(channels) ? [] : ["in_channels"]),
      ...(height === undefined || width === undefined ? ["sample_size"] : []),
    ];
    throw new SteeringError(
      "model-incomplete",
      `${join(path, file)} does not say ${missing.join(" and ")}, and the graph leaves it open. Write it there: the model that the graph was exported from says it.`,
      { details: { path, missing: [file] } },
    );
  }
  return {
    shape: { channels, height, width },
    factor,
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
