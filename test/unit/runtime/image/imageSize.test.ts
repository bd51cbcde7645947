import { describe, expect, it } from "vitest";
import { shapeFor, type SizeRules } from "../../../../src/runtime/image/imageSize.ts";

const rules: SizeRules = {
  model: "m",
  shape: { channels: 4, height: 64, width: 64 },
  factor: 8,
  multiple: 1,
  fixedHeight: undefined,
  fixedWidth: undefined,
};

describe("the size of an image", () => {
  it("is the model's own where nothing is asked for, and else what is", () => {
    expect(shapeFor(rules, {})).toEqual({ channels: 4, height: 64, width: 64 });
    expect(shapeFor(rules, { width: 768, height: 512 })).toEqual({ channels: 4, height: 64, width: 96 });
  });

  it.each([
    [
      { width: 500 },
      "The width 500 cannot be had from the model m: it must be a multiple of 8 up to 8192. Choose 496 or 504.",
    ],
    [{ height: 3 }, /height 3 .* Choose 8\.$/],
    [{ height: -8 }, /height -8 .* Choose 8\.$/],
    [{ width: 8200 }, /width 8200 .* Choose 8192\.$/],
    [{ width: 0.5 }, /width 0\.5 .* Choose 8\.$/],
  ])("is refused with the nearest that can be had: %o", (size, sentence) => {
    expect(() => shapeFor(rules, size)).toThrow(sentence);
  });

  it("is a multiple of what the denoiser halves, too", () => {
    expect(() => shapeFor({ ...rules, multiple: 2 }, { width: 504 })).toThrow(/multiple of 16 .* Choose 496 or 512\./);
  });

  it("cannot be another than the graph has fixed", () => {
    const fixed = { ...rules, fixedWidth: 64 };
    expect(() => shapeFor(fixed, { width: 256 })).toThrow(
      /with a width of 512 pixels only, not 256.* Leave the width out/,
    );
    expect(shapeFor(fixed, { width: 512, height: 256 })).toEqual({ channels: 4, height: 32, width: 64 });
  });
});
