/** A quick look at latents without the VAE: a colour that is linear in a place's channels, as VAEs' colours nearly are. Pure. */
import type { RgbaImage, StateShape } from "../../diffusion/image.ts";
import { resized } from "../../rewards/resized.ts";
import { leastSquares } from "./leastSquares.ts";
import { rgbaOf } from "./pixels.ts";

export interface LatentLook {
  /** Takes in what the VAE made of latents, float32 [channels × height × width]: from then on looks are fitted to all such pairs. */
  learn(latents: Float32Array, image: RgbaImage, shape: StateShape): void;
  /** An image with a pixel a place; undefined where nothing is known yet of the VAE's colours. */
  of(latents: Float32Array, shape: StateShape): RgbaImage | undefined;
}

/** @param kind whose colours are known beforehand, if somebody's */
export function createLatentLook(kind: "sd" | "sdxl" | undefined, channels: number): LatentLook {
  const fit = leastSquares(channels + 1, 3);
  const known = kind === undefined ? undefined : knownColours[kind];
  let colours = known?.factors.length === channels ? known : undefined;
  let isStale = false;
  return {
    learn(latents, image, shape) {
      const area = shape.height * shape.width;
      const { data } = resized(image, shape.width, shape.height);
      const features = new Float64Array(channels + 1).fill(1);
      for (let place = 0; place < area; place += 1) {
        for (let channel = 0; channel < channels; channel += 1) features[channel] = latents[channel * area + place]!;
        fit.add(
          features,
          [0, 1, 2].map((colour) => data[4 * place + colour]! / 127.5 - 1),
        );
      }
      isStale = true;
    },
    of(latents, shape) {
      if (isStale) {
        const rows = fit.solve();
        colours = { factors: rows.slice(0, channels), bias: rows[channels]! };
        isStale = false;
      }
      return colours && seen(latents, shape, colours);
    },
  };
}

/** Red, green and blue of each channel, and what is added; in [−1, 1]. */
interface LatentColours {
  readonly factors: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** Linear fits to what VAEs decode, before this one has decoded anything. */
const knownColours: Readonly<Record<"sd" | "sdxl", LatentColours>> = {
  sd: {
    factors: [
      [0.298, 0.207, 0.208],
      [0.187, 0.286, 0.173],
      [-0.158, 0.189, 0.264],
      [-0.184, -0.271, -0.473],
    ],
    bias: [0, 0, 0],
  },
  // T. A. Vass, "Explaining the SDXL latent space" (2024), from [0, 255] to [−1, 1].
  sdxl: {
    factors: [
      [0.471, 0.471, 0.471],
      [-0.471, -0.039, 0.078],
      [0.196, 0.118, -0.039],
      [-0.549, -0.392, -0.275],
    ],
    bias: [0.176, 0.098, 0.02],
  },
};

function seen(latents: Float32Array, shape: StateShape, { factors, bias }: LatentColours): RgbaImage {
  const area = shape.height * shape.width;
  const rgb = Float32Array.from({ length: 3 * area }, (_, i) => bias[Math.floor(i / area)]!);
  factors.forEach((colour, channel) => {
    for (let i = 0; i < 3 * area; i += 1) {
      rgb[i]! += colour[Math.floor(i / area)]! * latents[channel * area + (i % area)]!;
    }
  });
  return rgbaOf(rgb, { ...shape, channels: 3 });
}
