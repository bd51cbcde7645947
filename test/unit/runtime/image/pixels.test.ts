import { describe, expect, it } from "vitest";
import { rgbaOf } from "../../../../src/runtime/image/pixels.ts";

describe("pixels", () => {
  it("are cut to what can be shown, channel by channel", () => {
    const { data } = rgbaOf(Float32Array.of(-1, 0, 1, 2, -9, 0.5), { channels: 3, height: 1, width: 2 });
    expect([...data]).toEqual([0, 255, 0, 255, 128, 255, 191, 255]);
  });

  it("of one channel are grey", () => {
    expect([...rgbaOf(Float32Array.of(1), { channels: 1, height: 1, width: 1 }).data]).toEqual([255, 255, 255, 255]);
  });
});
