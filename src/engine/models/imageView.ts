/** An image as it is shown and stored: PNG files, a small one while the run goes on. */
import type { ImageSample, RgbaImage } from "../../diffusion/image.ts";
import type { ImageView } from "../../protocol/particle.ts";
import { longestPreview } from "../../protocol/saving.ts";
import { encodePng, encodePngAside } from "../../png/png.ts";
import { resized } from "../../rewards/resized.ts";

/** PNG files. Copies of a particle share their pixels, and their files. */
export class Pictures {
  readonly #image: RgbaImage;
  #thumbnail: Uint8Array | undefined;
  #quick: Promise<Uint8Array> | undefined;
  #full: Uint8Array | undefined;

  constructor(image: RgbaImage) {
    this.#image = image;
  }

  /** No side longer than is needed while a run goes on. */
  get thumbnail(): Uint8Array {
    return (this.#thumbnail ??= encodePng(reducedTo(longestPreview, this.#image), { quick: true }));
  }

  /** All pixels, in half the time for some more bytes, and beside what else is to be done. What is small has all of them already. */
  quick(): Promise<Uint8Array> {
    const { width, height } = this.#image;
    const isSmall = Math.max(width, height) <= longestPreview;
    return (this.#quick ??= isSmall ? Promise.resolve(this.thumbnail) : encodePngAside(this.#image, "quick"));
  }

  /** All pixels, as small as may be. */
  get full(): Uint8Array {
    return (this.#full ??= encodePng(this.#image));
  }
}

const known = new WeakMap<Uint8ClampedArray, Pictures>();

export function picturesOf(image: RgbaImage): Pictures {
  const pictures = known.get(image.data) ?? new Pictures(image);
  known.set(image.data, pictures);
  return pictures;
}

/** A new object. Its picture is made at once where it is the whole one, and else when it is read, which on a command line it never is. */
export function imageView(sample: ImageSample, inFull: boolean): ImageView {
  const { width, height } = sample;
  const pictures = picturesOf(sample);
  if (inFull) return { modality: "image", width, height, png: base64(pictures.full) };
  return {
    modality: "image",
    width,
    height,
    get png() {
      return base64(pictures.thumbnail);
    },
  };
}

/** A PNG file, base64. */
export function pngText(image: RgbaImage, quick: boolean): string {
  return base64(encodePng(image, { quick }));
}

/** With no side longer than `most` pixels. */
export function reducedTo(most: number, image: RgbaImage): RgbaImage {
  const times = Math.ceil(Math.max(image.width, image.height) / most);
  return resized(image, Math.max(1, Math.floor(image.width / times)), Math.max(1, Math.floor(image.height / times)));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
