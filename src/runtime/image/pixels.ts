/** Between numbers and pixels. Pure. */
import type { RgbaImage, StateShape } from "../../diffusion/image.ts";
import type { Pixels } from "../../rewards/resized.ts";

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

/** Pixels as a network takes them: RGBA as [3, height, width] in [−1, 1], the `row`-th image of `into`. */
export function pixelValues({ data }: Pick<Pixels, "data">, into: Float32Array, row: number): void {
  const area = data.length / 4;
  for (let pixel = 0; pixel < area; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      into[(3 * row + channel) * area + pixel] = data[4 * pixel + channel]! / 127.5 - 1;
    }
  }
}
