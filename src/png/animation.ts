/** Images one after the other as one file (PNG specification, 3rd edition, 11.3.6: APNG), which viewers without animation show the first image of. Pure. */
import type { RgbaImage } from "../diffusion/image.ts";
import { readChunks, writeChunks, type Chunk } from "./chunks.ts";
import { encodePngAside } from "./png.ts";

export interface Frame {
  readonly image: RgbaImage;
  readonly milliseconds: number;
}

/**
 * All of one size; it begins anew at its end. Each is made when its turn comes, packed on threads beside this one, and let go. Throws `RangeError`
 * for none, or of several sizes.
 */
export async function encodeAnimation(frames: readonly (() => Frame)[]): Promise<Uint8Array> {
  if (frames.length === 0) throw new RangeError("An animation has a frame.");
  let size: Pick<RgbaImage, "width" | "height"> | undefined;
  let sequence = 0;
  const chunks: Chunk[] = [];
  for (const [n, make] of frames.entries()) {
    const { image, milliseconds } = make();
    const { width, height } = (size ??= image);
    if (image.width !== width || image.height !== height) throw new RangeError("All frames have one size.");
    const own = readChunks(await encodePngAside(image, "small"));
    if (n === 0)
      chunks.push(...own.filter(({ type }) => type === "IHDR"), { type: "acTL", data: words(frames.length, 0) });
    const control = new Uint8Array(26);
    control.set(words(sequence++, width, height, 0, 0));
    new DataView(control.buffer).setUint16(20, Math.min(65_535, milliseconds));
    new DataView(control.buffer).setUint16(22, 1000);
    chunks.push({ type: "fcTL", data: control });
    for (const { data } of own.filter(({ type }) => type === "IDAT")) {
      if (n === 0) chunks.push({ type: "IDAT", data });
      else chunks.push({ type: "fdAT", data: Buffer.concat([words(sequence++), data]) });
    }
  }
  return writeChunks([...chunks, { type: "IEND", data: new Uint8Array() }]);
}

/** As the file has whole numbers: 32 bits, the highest first. */
function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, i) => new DataView(bytes.buffer).setUint32(4 * i, value));
  return bytes;
}
