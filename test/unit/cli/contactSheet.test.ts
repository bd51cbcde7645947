import { describe, expect, it } from "vitest";
import { contactSheet } from "../../../src/png/contactSheet.ts";

const plain = (width: number, height: number, grey: number) => ({
  width,
  height,
  data: new Uint8ClampedArray(4 * width * height).fill(grey),
});

describe("a contact sheet", () => {
  it("enlarges small images by whole times and sets them in rows", () => {
    const { width, height, data } = contactSheet([plain(32, 32, 0), plain(32, 32, 10), plain(32, 32, 20)]);
    expect([width, height]).toEqual([2 * 128 + 4, 2 * 128 + 4]);
    const at = (x: number, y: number): number => data[4 * (y * width + x)]!;
    expect([at(0, 0), at(127, 127), at(132, 0), at(0, 132)]).toEqual([0, 0, 10, 20]);
    // Between them, and where a fourth would be.
    expect([at(129, 0), at(200, 200)]).toEqual([255, 255]);
  });

  it("leaves large ones as they are", () => {
    expect(contactSheet([plain(512, 256, 0)])).toMatchObject({ width: 512, height: 256 });
    const { width, data } = contactSheet([plain(512, 256, 7), plain(512, 256, 9)]);
    expect([width, data[0], data[4 * 511], data[4 * 512], data[4 * 516]]).toEqual([1028, 7, 7, 255, 9]);
  });

  it("reduces so many large ones that all together can be opened, each to the mean of its pixels", () => {
    const large = plain(1024, 512, 0);
    large.data.forEach((_, at) => (large.data[at] = Math.floor(at / 4) % 2 === 0 ? 100 : 200));
    const { width, height, data } = contactSheet(Array.from({ length: 64 }, () => large));
    // Eight in a row leave 508 pixels for one, so that it is a third as large.
    expect([width, height]).toEqual([8 * 341 + 7 * 4, 8 * 170 + 7 * 4]);
    expect(data[4 * 340]).toBeGreaterThan(120);
    expect(data[4 * 340]).toBeLessThan(180);
    expect(data[4 * 342]).toBe(255);
  });
});
