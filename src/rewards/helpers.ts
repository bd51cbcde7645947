/** Helpers that users import from "fk-steering"; built-in rewards use them, too. Pure. */
import type { RewardImageSample } from "./reward.ts";

/**
 * The words of a text: letters first, then letters, digits, apostrophes and hyphens.
 * @example
 * samples.map((s) => -wordsOf(s.generated).filter((word) => word.length > 7).length)
 */
export function wordsOf(text: string): string[] {
  return text.match(/\p{L}[\p{L}\p{N}'’-]*/gu) ?? [];
}

/**
 * The parts of a text that end with . ! ? or … and have a letter, without that end.
 * @example
 * samples.map((s) => closeness(sentencesOf(s.text).length, 3, 3))
 */
export function sentencesOf(text: string): string[] {
  return text
    .split(/[.!?…]+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
}

/**
 * 1 at the target, 0 at a distance of `reach` and beyond, straight in between.
 * @example
 * samples.map((s) => closeness(s.text.length, 120, 60))
 */
export function closeness(value: number, target: number, reach: number): number {
  return Math.max(0, 1 - Math.abs(value - target) / reach);
}

/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/**
 * The mean colour of an image.
 * @example
 * samples.map((s) => meanColour(s)[2] / 255)
 */
export function meanColour(image: Pick<RewardImageSample, "data">): Colour {
  const { data } = image;
  const sum: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    for (let channel = 0; channel < 3; channel += 1) sum[channel]! += data[at + channel]!;
  }
  const pixels = Math.max(1, data.length / 4);
  return [sum[0] / pixels, sum[1] / pixels, sum[2] / pixels];
}

/**
 * Share of an image's pixels, from 0 to 1, whose colour is at most `distance` (0 to 442, straight through RGB) from the wanted one.
 * @example
 * samples.map((s) => shareOfColour(s, [220, 40, 40], 90))
 */
export function shareOfColour(image: Pick<RewardImageSample, "data">, colour: Colour, distance: number): number {
  const { data } = image;
  let near = 0;
  for (let at = 0; at < data.length; at += 4) {
    const away = Math.hypot(data[at]! - colour[0], data[at + 1]! - colour[1], data[at + 2]! - colour[2]);
    if (away <= distance) near += 1;
  }
  return near / Math.max(1, data.length / 4);
}

/**
 * Mean luminance of an image, from 0, black, to 1, white.
 * @example
 * samples.map(brightness)
 */
export function brightness(image: Pick<RewardImageSample, "data">): number {
  const values = luminances(image);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Luminance of each pixel (Rec. 709 weights of the stored values), from 0, black, to 1, white; row by row. */
export function luminances(image: Pick<RewardImageSample, "data">): Float64Array {
  const { data } = image;
  const values = new Float64Array(data.length / 4);
  for (let pixel = 0; pixel < values.length; pixel += 1) {
    const at = 4 * pixel;
    values[pixel] = (0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!) / 255;
  }
  return values;
}
