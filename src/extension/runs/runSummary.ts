/** What a list shows of a run file, from its first and last lines: files may be long. */
import { open, type FileHandle } from "node:fs/promises";
import { decodeLine } from "../../runfile/line.ts";
import { endSchema, headerSchema } from "../../runfile/schema.ts";
import * as v from "valibot";
import type { RunFileEnd, RunFileHeader } from "../../runfile/format.ts";

export interface RunSummary {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970: when it was begun, or where the header cannot be read, when the file last changed. */
  readonly created: number;
  /** Undefined where the file is not a run file. */
  readonly header: RunFileHeader | undefined;
  /** Undefined where the run goes on, or was cut off. */
  readonly end: RunFileEnd | undefined;
}

/** A header's length, and the most that a list reads to find the last line. */
const headReach = 64 * 1024;
const tailReach = 8 * 1024 * 1024;

export async function readRunSummary(path: string): Promise<RunSummary> {
  const file = await open(path, "r");
  try {
    const { size, mtimeMs } = await file.stat();
    const head = await read(file, 0, Math.min(size, headReach));
    const header = parse(headerSchema, head.slice(0, Math.max(0, head.indexOf("\n"))));
    const end = parse(endSchema, await lastLine(file, size));
    const created = header === undefined ? Number.NaN : Date.parse(header.created);
    return { path, bytes: size, created: Number.isNaN(created) ? mtimeMs : created, header, end };
  } finally {
    await file.close();
  }
}

async function lastLine(file: FileHandle, size: number): Promise<string> {
  for (let reach = headReach; ; reach *= 8) {
    const text = (await read(file, Math.max(0, size - reach), Math.min(size, reach))).trimEnd();
    const start = text.lastIndexOf("\n") + 1;
    if (start > 0 || reach >= Math.min(size, tailReach)) return text.slice(start);
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString("utf8", 0, bytesRead);
}

function parse<Schema extends v.GenericSchema>(schema: Schema, line: string): v.InferOutput<Schema> | undefined {
  try {
    const result = v.safeParse(schema, decodeLine(line));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
