/** Files of a run opened, and bytes that a line points to, believed where their checksum is right. */
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { SteeringError } from "../errors.ts";
import type { BytePlace } from "./schema.ts";

/** Throws as `open` does, and `run-file` for what is no file: a pipe would be waited for without end, and all other files with it. */
export async function openToRead(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new SteeringError("run-file", `${path} is not a file.`);
}

/** Undefined where other bytes lie there, or none: they were never kept, or written over, or the file is damaged. */
export async function readBytes(
  file: FileHandle,
  [offset, length, checksum]: BytePlace,
): Promise<Uint8Array | undefined> {
  const { size } = await file.stat();
  if (offset + length > size) return undefined;
  const buffer = Buffer.allocUnsafe(length);
  return (await fill(buffer, file, offset)) && crc32(buffer) === checksum ? buffer : undefined;
}

/** False where the file ends before the buffer is full. */
export async function fill(buffer: Buffer, file: FileHandle, offset: number): Promise<boolean> {
  for (let done = 0; done < buffer.length;) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, offset + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}
