/** PNGs, checked against fast-png, which shares nothing with what writes and reads them here. */
import { decode, encode } from "fast-png";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readChunks, writeChunks } from "../../../src/png/chunks.ts";
import { decodePng, encodePng, encodePngAside } from "../../../src/png/png.ts";
import { readRunSettings, withRunSettings } from "../../../src/png/runSettings.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";

const image = { width: 3, height: 2, data: Uint8ClampedArray.from({ length: 24 }, (_, i) => (i * 37) % 256) };
const png = encodePng(image);
const specification = parseSpecification({
  model: "emoji-scenes",
  prompt: "un café, 猫 and 🐱",
  rewards: [{ source: { kind: "builtin", name: "prompt-match" } }],
  sampler: { kind: "ddim", eta: 0.5 },
  seed: 7,
});
const settings = { specification, particle: 3 };
const plain = { width: 2, height: 1, depth: 8 as const, channels: 4 as const };

/** A header that says something else of the image. */
function header(width: number, height: number, kind = [8, 6, 0, 0, 0]): Uint8Array {
  const data = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, ...kind]);
  new DataView(data.buffer).setUint32(0, width);
  new DataView(data.buffer).setUint32(4, height);
  const [, ...rest] = readChunks(png);
  return writeChunks([{ type: "IHDR", data }, ...rest]);
}

/** An image with this text for its settings. */
function written(text: string): Uint8Array {
  const [first, ...rest] = readChunks(png);
  return writeChunks([first!, { type: "tEXt", data: Buffer.from(`fk-steering\0${text}`, "latin1") }, ...rest]);
}

describe("a PNG that is packed aside", () => {
  it("has the bytes that it has when it is packed at once", async () => {
    expect(await encodePngAside(image, "quick")).toEqual(encodePng(image, { quick: true }));
    expect(await encodePngAside(image, "small")).toEqual(encodePng(image));
  });
});

describe("a PNG", () => {
  it("keeps every pixel, for others too, written quickly or not", () => {
    for (const quick of [false, true]) {
      const bytes = encodePng(image, { quick });
      expect(decodePng(bytes)).toEqual(image);
      expect(decode(bytes, { checkCrc: true })).toMatchObject({
        width: 3,
        height: 2,
        channels: 4,
        depth: 8,
        data: new Uint8Array(image.data),
      });
    }
  });

  it("keeps the settings of its run, in any alphabet, and the pixels beside them", () => {
    const bytes = withRunSettings(png, settings);
    expect(readRunSettings(bytes)).toEqual(settings);
    expect(decodePng(bytes)).toEqual(image);
    const { text } = decode(bytes, { checkCrc: true });
    expect(JSON.parse(text["fk-steering"]!)).toMatchObject({ particle: 3, specification: { seed: 7 } });
    // Saved again, it has one of them.
    const again = withRunSettings(bytes, { ...settings, particle: 4 });
    expect(readRunSettings(again).particle).toBe(4);
    expect(readChunks(again)).toHaveLength(4);
  });

  it.each([
    ["no PNG", new TextEncoder().encode("GIF89a and so on")],
    ["nothing", new Uint8Array()],
    ["a cut one", png.slice(0, 40)],
    ["one that is cut before its end", png.slice(0, -12)],
    [
      "one with a part longer than the file",
      Uint8Array.of(...png.slice(0, 8), 0xff, 0xff, 0xff, 0xff, ...png.slice(12)),
    ],
  ])("is refused with a sentence where it is %s", (_, bytes) => {
    for (const read of [readRunSettings, decodePng]) {
      expect(() => read(bytes)).toThrow(/is no PNG that can be read.*Choose another/s);
    }
  });

  it("is refused where a byte of it was changed", () => {
    const bytes = withRunSettings(png, settings);
    bytes[bytes.length - 20]! ^= 0xff;
    expect(() => readRunSettings(bytes)).toThrow(/is no PNG that can be read: its part IDAT was changed/);
  });
});

describe("pixels of a PNG from elsewhere", () => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  it.each([
    ["16 bit", encode({ ...plain, depth: 16, data: Uint16Array.from(pixels) })],
    ["grey", encode({ ...plain, channels: 1, data: pixels.subarray(0, 2) })],
    ["a palette", header(3, 2, [8, 3, 0, 0, 0])],
    ["interlaced", header(3, 2, [8, 6, 0, 0, 1])],
    ["enormous", header(0xffff_ffff, 0xffff_ffff)],
    ["of no size", header(0, 2)],
    ["larger than it has pixels", header(8000, 8000)],
    ["smaller than it has pixels", header(1, 1)],
  ])("are refused with a sentence where it is %s", (_, bytes) => {
    expect(() => decodePng(bytes)).toThrow(/is no PNG that can be read: .*Choose another/);
  });

  it("do not unpack to more than the image has", () => {
    const bomb = deflateSync(new Uint8Array(2 ** 28));
    const [first] = readChunks(png);
    const bytes = writeChunks([first!, { type: "IDAT", data: bomb }, { type: "IEND", data: new Uint8Array() }]);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decodePng(bytes)).toThrow(/its pixels cannot be unpacked/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });
});

describe("a PNG of nothing but parts", () => {
  it("is refused when more of them have been found than an image has", () => {
    const [first] = readChunks(png);
    const empty = { type: "tEXt", data: new Uint8Array() };
    const bytes = writeChunks([first!, ...Array.from({ length: 100_000 }, () => empty)]);
    expect(() => readChunks(bytes)).toThrow(/it has more than 100000 parts/);
  });
});

describe("the settings in a PNG", () => {
  it("are read whatever its pixels are", () => {
    for (const bytes of [
      header(0xffff_ffff, 0xffff_ffff, [16, 3, 0, 0, 1]),
      encode({ ...plain, depth: 16, data: new Uint16Array(8) }),
    ]) {
      expect(readRunSettings(withRunSettings(bytes, settings))).toEqual(settings);
    }
  });

  it.each([
    ["none", png, /holds no settings of a run/],
    ["no JSON", written("{"), /are damaged/],
    ["deep without end", written("[".repeat(2 ** 19)), /are damaged/],
    ["no object", written("7"), /are damaged/],
    ["nothing", written("null"), /are damaged/],
    ["of another version", written('{"version":2}'), /another version/],
    ["no specification", written('{"version":1}'), /The run cannot start: /],
    [
      "a field that no run has",
      written(JSON.stringify({ version: 1, specification: { ...specification, shell: "rm" } })),
      /shell is no field of a run/,
    ],
    [
      "out of range",
      written(JSON.stringify({ version: 1, specification: { ...specification, particles: 1e9 } })),
      /particles must be/,
    ],
    ["larger than any", written(" ".repeat(2 ** 24 + 1)), /holds no settings of a run/],
  ])("are refused with a sentence where they are %s", (_, bytes, sentence) => {
    expect(() => readRunSettings(bytes)).toThrow(sentence);
  });

  it("are of the first particle where they name none that can be", () => {
    for (const particle of [-1, 1.5, "2", null]) {
      expect(readRunSettings(written(JSON.stringify({ version: 1, specification, particle }))).particle).toBe(0);
    }
  });
});
