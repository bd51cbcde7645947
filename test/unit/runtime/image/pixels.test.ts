import { describe, expect, it } from "vitest";
import { latentPreview, rgbaOf } from "../../../../src/runtime/image/pixels.ts";

describe("pixels", () => {
  it("are cut to what can be shown, channel by channel", () => {
    const { data } = rgbaOf(Float32Array.of(-1, 0, 1, 2, -9, 0.5), { channels: 3, height: 1, width: 2 });
    expect([...data]).toEqual([0, 255, 0, 255, 128, 255, 191, 255]);
  });

  it("of one channel are grey", () => {
    expect([...rgbaOf(Float32Array.of(1), { channels: 1, height: 1, width: 1 }).data]).toEqual([255, 255, 255, 255]);
  });
});

describe("a preview of latents", () => {
  it("has their size, and the middle grey where they are nothing", () => {
    const preview = latentPreview(new Float32Array(4 * 6), { channels: 4, height: 2, width: 3 }, "sd");
    expect([preview.width, preview.height]).toEqual([3, 2]);
    expect([...preview.data.slice(0, 4)]).toEqual([128, 128, 128, 255]);
  });

  it("is light where the first latent is high, and there is something to see of other models' latents, too", () => {
    const bright = latentPreview(Float32Array.of(2, 0, 0, 0), { channels: 4, height: 1, width: 1 }, "sd");
    expect(bright.data[0]).toBeGreaterThan(128);
    const brightXl = latentPreview(Float32Array.of(1, 0, 0, 0), { channels: 4, height: 1, width: 1 }, "sdxl");
    expect(brightXl.data[0]).toBeGreaterThan(brightXl.data[2]!);
    expect(latentPreview(new Float32Array(16), { channels: 16, height: 1, width: 1 }, "sd3").data).toHaveLength(4);
  });
});
