import { describe, expect, it } from "vitest";
import { resized } from "../../../src/rewards/resized.ts";

const grey = (width: number, height: number, values: readonly number[]) => ({
  width,
  height,
  data: Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255])),
});
const reds = ({ data }: { readonly data: Uint8ClampedArray }): number[] =>
  Array.from({ length: data.length / 4 }, (_, pixel) => data[4 * pixel]!);

describe("an image in another size", () => {
  it("is itself where it has that size", () => {
    const image = grey(2, 1, [1, 2]);
    expect(resized(image, 2, 1)).toBe(image);
  });

  it("is the mean of what lies under each new pixel, in parts where they do not meet", () => {
    expect(reds(resized(grey(4, 1, [0, 100, 50, 150]), 2, 1))).toEqual([50, 100]);
    expect(reds(resized(grey(3, 1, [0, 90, 240]), 2, 1))).toEqual([30, 190]);
  });

  it.each([0, 1.5, Number.NaN, Infinity])("cannot be %s pixels wide", (width) => {
    expect(() => resized(grey(2, 1, [1, 2]), width, 1)).toThrow(/whole numbers from 1/);
  });

  it("repeats pixels where it grows", () => {
    expect(reds(resized(grey(2, 1, [10, 20]), 4, 2))).toEqual([10, 10, 20, 20, 10, 10, 20, 20]);
  });
});
