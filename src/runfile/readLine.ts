/** Reads one line of a file, no longer and with no more in it than a line may have. */
import type { FileHandle } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { SteeringError, messageOf } from "../errors.ts";
import { fill } from "./readBytes.ts";
import { decodeLine } from "./numberCodec.ts";
import { longestLine, mostItems, turnBytes } from "./limits.ts";
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
  try {
    return decodeLine(buffer.toString("utf8"));
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

/** By its commas and brackets, those in texts included. */
async function isModest(buffer: Buffer): Promise<boolean> {
  if (buffer.length <= mostItems) return true;
  let items = 0;
  for (let start = 0; start < buffer.length; start += turnBytes) {
    const end = Math.min(buffer.length, start + turnBytes);
    for (let i = start; i < end; i += 1) {
      const byte = buffer[i];
      if (byte === 0x2c || byte === 0x5b || byte === 0x7b) items += 1;
    }
    if (items > mostItems) return false;
    await setImmediate();
  }
  return true;
}
