/** Files of a model folder, which comes from anywhere: a pipe is not waited for, a device not read without end, nothing without measure read whole. */
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/** Bytes of the longest file that is read whole. The largest tokenizers that people share have about 35 MB. */
const longestFile = 256e6;

/** Throws as `open` does, and a `TypeError` in words for what is no file. */
export async function openFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new TypeError("it is no file");
}

/** All of its text. Throws as `openFile` does, and a `RangeError` in words for what is too long. */
export async function readText(path: string): Promise<string> {
  await using file = await openFile(path);
  const { size } = await file.stat();
  if (size > longestFile) throw new RangeError(`it has ${size} bytes, and ${longestFile} are the most that is read`);
  return await file.readFile("utf8");
}
