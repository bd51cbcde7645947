import { describe, expect, it } from "vitest";
import { decodePng, encodePng, readRunSettings } from "../../../src/png/png.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";

const image = { width: 3, height: 2, data: Uint8ClampedArray.from({ length: 24 }, (_, i) => (i * 37) % 256) };
const specification = parseSpecification({
  model: "emoji-scenes",
  prompt: "un café, 猫 and 🐱",
  rewards: [{ source: { kind: "builtin", name: "prompt-match" } }],
  sampler: { kind: "ddim", eta: 0.5 },
  seed: 7,
});

describe("a PNG", () => {
  it("keeps every pixel", () => {
    expect(decodePng(encodePng(image))).toEqual(image);
  });

  it("keeps the settings of its run, in any alphabet, and the pixels beside them", () => {
    const bytes = encodePng(image, { specification, particle: 3 });
    expect(readRunSettings(bytes)).toEqual({ specification, particle: 3 });
    expect(decodePng(bytes)).toEqual(image);
  });

  it("says so when it holds no settings", () => {
    expect(() => readRunSettings(encodePng(image))).toThrow(/holds no settings of a run/);
  });

  it.each([
    ["no PNG", new TextEncoder().encode("GIF89a and so on")],
    ["nothing", new Uint8Array()],
    ["a cut one", encodePng(image).slice(0, 40)],
  ])("is refused with a sentence where it is %s", (_, bytes) => {
    expect(() => readRunSettings(bytes)).toThrow(/is no PNG that can be read.*Choose another/s);
  });

  it("is refused where a byte of it was changed", () => {
    const bytes = encodePng(image, { specification, particle: 3 });
    bytes[bytes.length - 20]! ^= 0xff;
    expect(() => readRunSettings(bytes)).toThrow(/is no PNG that can be read/);
  });
});
