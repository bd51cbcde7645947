import { describe, expect, it } from "vitest";
import { createLatentLook } from "../../../../src/runtime/image/latentLook.ts";
import { leastSquares } from "../../../../src/runtime/image/leastSquares.ts";
import { rgbaOf } from "../../../../src/runtime/image/pixels.ts";

/** Numbers between −1 and 1 that are no line. */
const values = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

describe("a look at latents", () => {
  const one = { channels: 4, height: 1, width: 1 };

  it("has their size, and the middle grey where they are nothing", () => {
    const preview = createLatentLook("sd", 4).of(new Float32Array(4 * 6), { channels: 4, height: 2, width: 3 });
    expect([preview?.width, preview?.height]).toEqual([3, 2]);
    expect([...preview!.data.slice(0, 4)]).toEqual([128, 128, 128, 255]);
  });

  it("knows the colours of Stable Diffusion beforehand: light where the first latent is high", () => {
    expect(createLatentLook("sd", 4).of(Float32Array.of(2, 0, 0, 0), one)!.data[0]).toBeGreaterThan(128);
    const { data } = createLatentLook("sdxl", 4).of(Float32Array.of(1, 0, 0, 0), one)!;
    expect(data[0]).toBeGreaterThan(data[2]!);
  });

  it("is none of latents that nobody has decoded, nor of other latents than those of that name", () => {
    expect(createLatentLook(undefined, 16).of(new Float32Array(16), { ...one, channels: 16 })).toBeUndefined();
    expect(createLatentLook("sd", 16).of(new Float32Array(16), { ...one, channels: 16 })).toBeUndefined();
  });

  it("is what a decoder makes of them that is linear, once it has decoded some", () => {
    const shape = { channels: 5, height: 4, width: 6 };
    const area = 24;
    // Each colour from two channels, and half of one more as bias; every place as 8 × 8 pixels.
    const decode = (latents: Float32Array) => {
      const rgb = new Float32Array(3 * 64 * area);
      for (let colour = 0; colour < 3; colour += 1) {
        for (let pixel = 0; pixel < 64 * area; pixel += 1) {
          const place = Math.floor(pixel / (8 * 48)) * 6 + (Math.floor(pixel / 8) % 6);
          rgb[colour * 64 * area + pixel] =
            0.3 * latents[colour * area + place]! - 0.2 * latents[(colour + 2) * area + place]! + 0.1 * colour;
        }
      }
      return rgbaOf(rgb, { channels: 3, height: 32, width: 48 });
    };
    const look = createLatentLook(undefined, 5);
    for (const seed of [1, 2]) look.learn(values(5 * area, seed), decode(values(5 * area, seed)), shape);
    const unseen = values(5 * area, 3);
    const expected = decode(unseen);
    const found = look.of(unseen, shape)!;
    for (let place = 0; place < area; place += 1) {
      const pixel = Math.floor(place / 6) * 8 * 48 + (place % 6) * 8;
      for (const channel of [0, 1, 2]) {
        expect(Math.abs(found.data[4 * place + channel]! - expected.data[4 * pixel + channel]!)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe("least squares", () => {
  it("finds the line through points, and shares a weight among features that say the same", () => {
    const line = leastSquares(2, 1);
    for (const x of [0, 1, 2, 5]) line.add([x, 1], [3 * x - 1]);
    const [[slope], [offset]] = line.solve() as [[number], [number]];
    expect(slope).toBeCloseTo(3, 4);
    expect(offset).toBeCloseTo(-1, 4);
    const twice = leastSquares(2, 1);
    for (const x of [1, 2, 3]) twice.add([x, x], [4 * x]);
    const [[first], [second]] = twice.solve() as [[number], [number]];
    expect(first).toBeCloseTo(2, 3);
    expect(second).toBeCloseTo(2, 3);
  });

  it("has no weight for a feature that was never there", () => {
    const fit = leastSquares(2, 1);
    fit.add([0, 2], [6]);
    expect(fit.solve()[0]).toEqual([0]);
    expect(fit.solve()[1]![0]).toBeCloseTo(3, 4);
  });
});
