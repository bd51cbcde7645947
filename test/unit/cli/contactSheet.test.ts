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
  });
});
