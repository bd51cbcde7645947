/** A PNG as the chunks that it is made of (PNG specification, 3rd edition, section 5). Looks into none of them. */
import { crc32 } from "node:zlib";
import { SteeringError } from "../errors.ts";

export interface Chunk {
  /** Four letters: "IHDR". */
  readonly type: string;
  readonly data: Uint8Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and checksum of a chunk. */
const around = 12;
/** More than there are in the largest image, cut as finely as anybody cuts it. */
const mostChunks = 100_000;

export function writeChunks(chunks: readonly Chunk[]): Uint8Array {
  const bytes = new Uint8Array(signature.length + chunks.reduce((sum, { data }) => sum + around + data.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(signature);
  let at = signature.length;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    for (let i = 0; i < 4; i += 1) bytes[at + 4 + i] = type.charCodeAt(i);
    bytes.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(bytes.subarray(at + 4, at + 8 + data.length)));
    at += around + data.length;
  }
  return bytes;
}

/**
 * The chunks, as views of the bytes, up to the one that ends the image. Nothing is unpacked, so whatever the file says of itself, this
 * takes no more than its bytes.
 *
 * @throws SteeringError `run-file` for what is no PNG, is cut off, or was changed
 */
export function readChunks(bytes: Uint8Array): Chunk[] {
  if (!signature.every((byte, i) => bytes[i] === byte)) throw unreadable("it does not begin as one");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let at = signature.length;
  while (at + around <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (view.getUint32(end) !== crc32(bytes.subarray(at + 4, end))) throw unreadable(`its part ${type} was changed`);
    if (chunks.length === mostChunks) throw unreadable(`it has more than ${mostChunks} parts`);
    chunks.push({ type, data: bytes.subarray(at + 8, end) });
    if (type === "IEND") return chunks;
    at = end + 4;
  }
  throw unreadable("its end is missing");
}

export function unreadable(why: string, cause?: unknown): SteeringError {
  return new SteeringError("run-file", `The file is no PNG that can be read: ${why}. Choose another.`, { cause });
}
