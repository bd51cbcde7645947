/** From numbers to pixels, and a quick look at latents. Pure. */
import type { RgbaImage, StateShape } from "../../diffusion/image.ts";

/** float32 [3 × height × width] in [−1, 1] as RGBA; what is outside is cut. One channel is grey. */
export function rgbaOf(values: Float32Array, { channels, height, width }: StateShape): RgbaImage {
  const area = height * width;
  const data = new Uint8ClampedArray(4 * area);
  for (let pixel = 0; pixel < area; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = values[Math.min(channel, channels - 1) * area + pixel]!;
      // A Uint8ClampedArray rounds and cuts.
      data[4 * pixel + channel] = 127.5 * (value + 1);
    }
    data[4 * pixel + 3] = 255;
  }
  return { width, height, data };
}

/** Red, green and blue of each latent, and what is added: linear fits to what a VAE decodes. */
interface LatentColours {
  readonly factors: readonly (readonly [red: number, green: number, blue: number])[];
  readonly bias: readonly [red: number, green: number, blue: number];
}

const latentColours: Readonly<Record<"sd" | "sdxl", LatentColours>> = {
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

/** Latents as a small image, without the VAE; those of other models show their first channels. */
export function latentPreview(latents: Float32Array, shape: StateShape, kind: "sd" | "sdxl" | "sd3"): RgbaImage {
  const colours = kind === "sd3" ? undefined : latentColours[kind];
  if (colours === undefined || shape.channels !== colours.factors.length) {
    return rgbaOf(latents, { ...shape, channels: Math.min(3, shape.channels) });
  }
  const area = shape.height * shape.width;
  const rgb = Float32Array.from({ length: 3 * area }, (_, i) => colours.bias[Math.floor(i / area)]!);
  colours.factors.forEach((colour, channel) => {
    for (let i = 0; i < 3 * area; i += 1) {
      rgb[i]! += colour[Math.floor(i / area)]! * latents[channel * area + (i % area)]!;
    }
  });
  return rgbaOf(rgb, { ...shape, channels: 3 });
}
