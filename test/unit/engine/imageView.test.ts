import { describe, expect, it } from "vitest";
import { imageView, picturesOf } from "../../../src/engine/models/imageView.ts";
import { decodePng, sizeOfPng } from "../../../src/png/png.ts";

const imageOf = (width: number, height: number) => ({
  width,
  height,
  data: Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * 31) % 256),
});

describe("pictures of an image", () => {
  it("are a small one, and one of all pixels in either packing", async () => {
    const image = imageOf(600, 20);
    const pictures = picturesOf(image);
    expect(sizeOfPng(pictures.thumbnail)).toEqual({ width: 200, height: 6 });
    for (const png of [await pictures.quick(), pictures.full]) expect(decodePng(png).data).toEqual(image.data);
    const view = imageView({ ...image, modality: "image", prompt: "" }, false);
    expect(view).toMatchObject({ width: 600, height: 20, png: Buffer.from(pictures.thumbnail).toString("base64") });
  });

  it("are packed once, for all copies of a particle, and once for both where the image is small", async () => {
    const image = imageOf(20, 20);
    const [one, copy] = [picturesOf(image), picturesOf({ ...image })];
    expect(copy).toBe(one);
    expect(await one.quick()).toBe(one.thumbnail);
    const large = picturesOf(imageOf(300, 300));
    expect(await large.quick()).toBe(await large.quick());
  });
});
