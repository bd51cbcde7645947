/** Reads one line of a file, no longer and with no more in it than a line may have. */
import type { FileHandle } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { SteeringError, messageOf } from "../errors.ts";
import { fill } from "./readBytes.ts";
import { decodeLine } from "./numberCodec.ts";
import { longLine, longestLine, mostItems, turnBytes } from "./limits.ts";
import type { LinePlace } from "./lineIndex.ts";

/** Parsed, and not looked at. Throws `run-file`, with the line in its details, for what is no line of a run file. */
export async function readLine(
  file: FileHandle,
  path: string,
  { offset, length, number }: Pick<LinePlace, "offset" | "length" | "number">,
): Promise<unknown> {
  if (length > longestLine) throw damagedLine(path, number, "it is too long");
  const buffer = Buffer.allocUnsafe(length);
  let read: boolean;
  try {
    read = await fill(buffer, file, offset);
  } catch (error) {
    throw new SteeringError("run-file", `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  if (!read) throw damagedLine(path, number, "the file has become shorter");
  if (!(await isModest(buffer))) throw damagedLine(path, number, "there is too much in it");
  const text = buffer.toString("utf8");
  await breath(length);
  try {
    const decoded = decodeLine(text);
    await breath(length);
    return decoded;
  } catch (error) {
    throw damagedLine(path, number, messageOf(error));
  }
}

export function damagedLine(path: string, number: number, why: string): SteeringError {
  return new SteeringError(
    "run-file",
    `${path} cannot be read: line ${number} is not as a run file has it (${why}). It may be damaged or made by another version.`,
    { details: { location: { file: path, line: number, column: 1 } } },
  );
}

/** What a look at a line gives. What is wrong with the line is said with its number. */
export async function believed<Value>(
  path: string,
  line: LinePlace,
  look: () => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await look();
  } catch (error) {
    throw error instanceof SteeringError ? error : damagedLine(path, line.number, messageOf(error));
  }
}

/** After something was done with a line of so many bytes: others have their turn where it was long. */
export async function breath(length: number): Promise<void> {
  if (length >= longLine) await setImmediate();
}

async function isModest(buffer: Buffer): Promise<boolean> {
  let items = 0;
  for (let start = 0; start < buffer.length && buffer.length > mostItems; start += turnBytes) {
    items += itemsIn(buffer.subarray(start, start + turnBytes));
    if (items > mostItems) return false;
    await setImmediate();
  }
  return true;
}

/** By commas and brackets, those in texts included. */
export function itemsIn(bytes: Uint8Array): number {
  let items = 0;
  for (const byte of bytes) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) items += 1;
  return items;
}
