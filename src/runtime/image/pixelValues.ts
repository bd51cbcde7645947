/** Pixels as a network takes them. */
import type { Pixels } from "../../rewards/resized.ts";

/** RGBA as [3, height, width] in [−1, 1], the `row`-th image of `into`. */
export function pixelValues({ data }: Pick<Pixels, "data">, into: Float32Array, row: number): void {
  const area = data.length / 4;
  for (let pixel = 0; pixel < area; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      into[(3 * row + channel) * area + pixel] = data[4 * pixel + channel]! / 127.5 - 1;
    }
  }
}
