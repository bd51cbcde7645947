/** Images as PNG files: 8 bits of red, green, blue and alpha. Knows no VS Code and no files. */
import { promisify } from "node:util";
import { deflate, deflateSync, inflateSync } from "node:zlib";
import type { RgbaImage } from "../diffusion/image.ts";
import { longestSide } from "../protocol/runFields.ts";
import { type Chunk, readChunks, unreadable, writeChunks } from "./chunks.ts";

const deflateAside = promisify<Uint8Array, { level: number }, Uint8Array>(deflate);

/** Depth 8, colour type 6 (RGBA), the one compression, the one way to filter, not interlaced. */
const kind = [8, 6, 0, 0, 0];
const levels = { quick: 1, small: 9 } as const;

/** `quick`: half the time for some more bytes. */
export function encodePng(image: RgbaImage, { quick = false }: { readonly quick?: boolean } = {}): Uint8Array {
  return fileOf(image, deflateSync(rowsOf(image), { level: levels[quick ? "quick" : "small"] }));
}

/** The same on threads beside this one: several at once, while others have their turn. */
export async function encodePngAside(image: RgbaImage, how: keyof typeof levels): Promise<Uint8Array> {
  return fileOf(image, await deflateAside(rowsOf(image), { level: levels[how] }));
}

/** A row begins with its filter: none. */
function rowsOf({ width, height, data }: RgbaImage): Uint8Array {
  const rows = new Uint8Array(height * (1 + 4 * width));
  for (let row = 0; row < height; row += 1) {
    rows.set(data.subarray(4 * width * row, 4 * width * (row + 1)), row * (1 + 4 * width) + 1);
  }
  return rows;
}

function fileOf({ width, height }: RgbaImage, packed: Uint8Array): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set(kind, 8);
  return writeChunks([
    { type: "IHDR", data: header },
    { type: "IDAT", data: packed },
    { type: "IEND", data: new Uint8Array() },
  ]);
}

/** In pixels, without unpacking any. Throws as `decodePng` does. */
export function sizeOfPng(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  return readHeader(readChunks(bytes)[0]);
}

/**
 * What `encodePng` wrote. Takes no more memory than the image has pixels.
 *
 * @throws SteeringError `run-file` for what is no PNG, or is one of another kind
 */
export function decodePng(bytes: Uint8Array): RgbaImage {
  const chunks = readChunks(bytes);
  const { width, height } = readHeader(chunks[0]);
  const length = height * (1 + 4 * width);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data: part }) => part));
  let rows: Uint8Array;
  try {
    rows = inflateSync(packed, { maxOutputLength: length });
  } catch (cause) {
    throw unreadable("its pixels cannot be unpacked", cause);
  }
  if (rows.length !== length) throw foreign();
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row += 1) {
    const start = row * (1 + 4 * width);
    if (rows[start] !== 0) throw foreign();
    data.set(rows.subarray(start + 1, start + 1 + 4 * width), 4 * width * row);
  }
  return { width, height, data };
}

function readHeader(chunk: Chunk | undefined): { readonly width: number; readonly height: number } {
  if (chunk?.type !== "IHDR" || chunk.data.length !== 13) throw unreadable("it does not say its size");
  const { data } = chunk;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const isSized = width >= 1 && height >= 1 && width <= longestSide && height <= longestSide;
  if (!isSized || !kind.every((byte, i) => data[8 + i] === byte)) throw foreign();
  return { width, height };
}

function foreign(): Error {
  return unreadable("it is of another kind than FK Steering writes");
}
