/**
 * Images in another size with the numbers of PIL's `Image.resize`, which CLIP was trained on: antialiased, in whole numbers, rows and
 * columns apart (Pillow's Resample.c). For a quick look at an image `image/resize.ts` is enough. Pure.
 */
import type { RgbaImage } from "../../diffusion/image.ts";

export type Filter = "bilinear" | "bicubic";

/** Weight by distance in pixels, and from which distance on there is none. */
const kernels: Readonly<Record<Filter, { readonly reach: number; readonly weight: (distance: number) => number }>> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - x) },
  // Keys (1981) with a = −0.5.
  bicubic: {
    reach: 2,
    weight: (x) => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0),
  },
};

/** Fractions are counted in 2⁻²² (PIL's PRECISION_BITS). */
const one = 2 ** 22;

/** The image itself where it has the size. */
export function resample(image: RgbaImage, width: number, height: number, filter: Filter): RgbaImage {
  const { width: from, height: lines } = image;
  const narrow = along(image.data, { lines, step: 4 * from, from, to: width, stride: 4 }, filter);
  const data = along(narrow, { lines: width, step: 4, from: lines, to: height, stride: 4 * width }, filter);
  return { width, height, data };
}

/** Lines of an image: its rows or its columns. */
interface Lines {
  readonly lines: number;
  /** From one line to the next, in the old data. */
  readonly step: number;
  /** Pixels of a line. */
  readonly from: number;
  readonly to: number;
  /** From one pixel of a line to the next. */
  readonly stride: number;
}

/** Each line in its new length, rounded to bytes. */
function along(data: Uint8ClampedArray, shape: Lines, filter: Filter): Uint8ClampedArray {
  const { lines, step, from, to, stride } = shape;
  if (from === to) return data;
  const isRow = stride === 4;
  const result = new Uint8ClampedArray((data.length / from) * to);
  for (const [place, { first, weights }] of windowsOf(from, to, filter).entries()) {
    for (let line = 0; line < lines; line += 1) {
      const into = isRow ? 4 * (line * to + place) : line * step + place * stride;
      for (let channel = 0; channel < 4; channel += 1) {
        let sum = one / 2;
        let at = line * step + first * stride + channel;
        for (const weight of weights) {
          sum += weight * data[at]!;
          at += stride;
        }
        result[into + channel] = Math.floor(sum / one);
      }
    }
  }
  return result;
}

/** The old pixels under each new one, and how much of each. */
function windowsOf(from: number, to: number, filter: Filter): { first: number; weights: readonly number[] }[] {
  const { reach, weight } = kernels[filter];
  const scale = from / to;
  // Where an image shrinks the kernel grows: that is the antialiasing.
  const spread = Math.max(1, scale);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach * spread + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach * spread + 0.5));
    const shares = Array.from({ length: end - first }, (__, i) => weight(Math.abs(first + i - centre + 0.5) / spread));
    const sum = shares.reduce((total, share) => total + share, 0);
    return { first, weights: shares.map((share) => roundAway((share / sum) * one)) };
  });
}

/** Halves away from zero, as C does it. */
function roundAway(value: number): number {
  return Math.trunc(value + (value < 0 ? -0.5 : 0.5));
}
