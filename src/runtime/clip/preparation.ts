/** How a CLIP wants its images: what `preprocessor_config.json` says, and the pixels that follow from it. Pure. */
import type { RgbaImage } from "../../diffusion/image.ts";
import { SteeringError } from "../../errors.ts";
import { asNumber, isObject, type JsonObject } from "../folders/json.ts";
import type { ClipFamily } from "./clipFamily.ts";
import { type Filter, resample } from "./resample.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Preparation extends Size {
  /** What comes first: the shorter side in this size, or both sides in theirs; undefined: nothing is resized. */
  readonly resize: { readonly shortest: number } | Size | undefined;
  readonly filter: Filter;
  /** What a byte is multiplied by. */
  readonly scale: number;
  /** By channel, after scaling. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

const largest = 2048;

/** PIL's numbers of its filters. */
const filters: Readonly<Record<number, Filter>> = { 2: "bilinear", 3: "bicubic" };

/**
 * @param config of `preprocessor_config.json`
 * @param file its path, for messages
 * @param usual of the family: mean and deviation where the file has none, and the side of the network's images, where anything says it
 * @throws SteeringError `model-signature` for what cannot be done as it asks
 */
export function parsePreparation(
  config: JsonObject,
  file: string,
  { side, ...usual }: Pick<ClipFamily, "side" | "mean" | "deviation">,
): Preparation {
  const fail = (complaint: string): SteeringError =>
    new SteeringError(
      "model-signature",
      `${file} does not say how to prepare an image for a CLIP: ${complaint}. Correct the file, or choose another CLIP.`,
      { details: { file } },
    );
  const resizes = config["do_resize"] !== false;
  const stated = resizes ? config["size"] : undefined;
  const shortest = asSide(isObject(stated) ? stated["shortest_edge"] : stated);
  const exact = asSize(stated);
  const crop = config["do_center_crop"] === false ? undefined : asSize(config["crop_size"]);
  const square = side === undefined ? undefined : { width: side, height: side };
  const resize = shortest === undefined ? (exact ?? (resizes ? square : undefined)) : { shortest };
  const size = crop ?? exact ?? square;
  if (size === undefined) throw fail("it has neither crop_size nor a size of two sides");
  const filter = filters[asNumber(config["resample"]) ?? 3];
  if (filter === undefined) throw fail(`its resample is ${String(config["resample"])}, and only 2 and 3 can be done`);
  const normalises = config["do_normalize"] !== false;
  const mean = normalises ? (config["image_mean"] ?? usual.mean) : [0, 0, 0];
  const deviation = normalises ? (config["image_std"] ?? usual.deviation) : [1, 1, 1];
  if (!isColour(mean) || !isColour(deviation) || deviation.some((value) => value <= 0)) {
    throw fail("image_mean and image_std are not three numbers each");
  }
  const scale = config["do_rescale"] === false ? 1 : (asNumber(config["rescale_factor"], 1e-6, 1) ?? 1 / 255);
  return { ...size, resize, filter, scale, mean, deviation };
}

/** Writes an image as float32 [3, height, width]: resized, its middle cut out, zeros beside it where it is too small, normalised. */
export function writePixels(image: RgbaImage, preparation: Preparation, into: Float32Array): void {
  const { width, height, scale, mean, deviation, filter } = preparation;
  const { width: wide, height: high } = resizedSize(image, preparation);
  const { data } = resample(image, wide, high, filter);
  const left = Math.floor((wide - width) / 2);
  const top = Math.floor((high - height) / 2);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isInside = x + left >= 0 && x + left < wide && y + top >= 0 && y + top < high;
      const at = 4 * ((y + top) * wide + x + left);
      for (let channel = 0; channel < 3; channel += 1) {
        const value = isInside ? data[at + channel]! * scale : 0;
        into[(channel * height + y) * width + x] = (value - mean[channel]!) / deviation[channel]!;
      }
    }
  }
}

function resizedSize({ width, height }: Size, { resize }: Preparation): Size {
  if (resize === undefined) return { width, height };
  if (!("shortest" in resize)) return resize;
  const short = Math.min(width, height);
  const long = (side: number): number =>
    side === short ? resize.shortest : Math.floor((resize.shortest * side) / short);
  return { width: long(width), height: long(height) };
}

/** `224`, or `{ "height": 224, "width": 224 }`. */
function asSize(value: unknown): Size | undefined {
  const [width, height] = isObject(value)
    ? [asSide(value["width"]), asSide(value["height"])]
    : [asSide(value), asSide(value)];
  return width === undefined || height === undefined ? undefined : { width, height };
}

function asSide(value: unknown): number | undefined {
  return Number.isInteger(value) ? asNumber(value, 1, largest) : undefined;
}

function isColour(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each));
}
