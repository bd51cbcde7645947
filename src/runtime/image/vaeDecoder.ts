/** The decoder of a latent model: latents to pixels, one image a run. */
import type { RgbaImage, StateShape } from "../../diffusion/image.ts";
import { SteeringError } from "../../errors.ts";
import { asNumber, type JsonObject } from "../folders/json.ts";
import { fixedSize } from "../onnx/port.ts";
import type { Session } from "../onnx/session.ts";
import { rgbaOf } from "./pixels.ts";

export interface VaeDecoder {
  decode(latents: Float32Array, shape: StateShape): Promise<RgbaImage>;
}

/** The scale of Stable Diffusion 1 and 2, whose older files do not say it. */
const usualScale = 0.182_15;

/**
 * @param timed adds to the model's seconds
 * @throws SteeringError `model-signature` for a graph that is no decoder, or one of other latents than the denoiser's
 */
export function createVaeDecoder(
  graph: string,
  session: Session,
  config: JsonObject,
  channels: number,
  timed: <Result>(task: () => Promise<Result>) => Promise<Result>,
): VaeDecoder {
  const fail = (complaint: string): SteeringError =>
    new SteeringError(
      "model-signature",
      `${graph} does not decode this model's latents: ${complaint} It takes latent_sample (float32 [batch, ${channels}, height, width]) and gives sample. Take the decoder and the denoiser from one model.`,
      { details: { file: graph } },
    );
  const latent = session.inputs.find(({ name }) => name === "latent_sample");
  if (latent === undefined) throw fail("it has no input latent_sample.");
  if (!session.outputs.some(({ name }) => name === "sample")) throw fail("it has no output sample.");
  if (latent.dimensions.length !== 4) throw fail(`latent_sample has ${latent.dimensions.length} dimensions.`);
  for (const found of [latent.dimensions[1], asNumber(config["latent_channels"])]) {
    if (typeof found !== "number" || found <= 0 || found === channels) continue;
    throw fail(
      `it has ${found} channels, and the denoiser ${channels}, as where the denoiser is one for inpainting or of another model.`,
    );
  }
  const denormalise = denormaliser(config, channels);
  // A graph of a fixed batch gets the latents again and again, and its first image is kept.
  const batch = fixedSize(latent, 0) ?? 1;
  return {
    async decode(latents, shape) {
      const { height, width } = shape;
      const one = denormalise(latents, height * width);
      const data = new Float32Array(batch * one.length);
      for (let row = 0; row < batch; row += 1) data.set(one, row * one.length);
      const { data: made, dimensions } = await timed(() =>
        session.run({ latent_sample: { data, dimensions: [batch, channels, height, width] } }, "sample"),
      );
      const [, colours = 3, rows = 0, columns = 0] = dimensions;
      const pixels = (made as Float32Array).subarray(0, colours * rows * columns);
      if (!pixels.every(Number.isFinite)) throw notFinite(graph);
      return rgbaOf(pixels, { channels: colours, height: rows, width: columns });
    },
  };
}

/** Else it would be a black image. */
function notFinite(graph: string): SteeringError {
  return new SteeringError(
    "model-corrupt",
    `${graph} gave pixels that are not finite (NaN or infinite), as happens where a decoder overflows in half precision. Export it in float32, or run it on another device.`,
    { details: { file: graph } },
  );
}

/** From the denoiser's scale to the decoder's: by one factor and shift, or by a mean and a deviation a channel. */
function denormaliser(config: JsonObject, channels: number): (latents: Float32Array, area: number) => Float32Array {
  const scale = asNumber(config["scaling_factor"], 1e-6, 1e6) ?? usualScale;
  const shift = asNumber(config["shift_factor"], -1e6, 1e6) ?? 0;
  const means = numbersOf(config["latents_mean"], channels);
  const deviations = numbersOf(config["latents_std"], channels);
  if (means === undefined || deviations === undefined) {
    return (latents) => latents.map((value) => value / scale + shift);
  }
  return (latents, area) =>
    latents.map((value, i) => {
      const channel = Math.floor(i / area);
      return (value * deviations[channel]!) / scale + means[channel]!;
    });
}

function numbersOf(value: unknown, count: number): readonly number[] | undefined {
  const isList = Array.isArray(value) && value.length === count && value.every((each) => Number.isFinite(each));
  return isList ? (value as readonly number[]) : undefined;
}
