/** What a list shows of a run file, from its first and last line: files may be long. Loads nothing else of them. */
import type { FileHandle } from "node:fs/promises";
import { openToRead } from "./readBytes.ts";
import type { RunFileEnd, RunFileHeader } from "./format.ts";
import { endOf1, headerOf1 } from "./format1.ts";
import { decodeLine } from "./numberCodec.ts";
import { parseLine, parseLine1, versionOf } from "./parseLine.ts";

export interface RunSummary {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970: when it was begun, or where the header cannot be read, when the file last changed. */
  readonly created: number;
  /** Undefined where the file is not a run file. */
  readonly header: RunFileHeader | undefined;
  /** Undefined where the run goes on, or was cut off. */
  readonly end: RunFileEnd | undefined;
  /** It waits for a person's votes. */
  readonly waits?: boolean;
}

/** Most lines are shorter. */
const usualReach = 16 * 1024;
/** The most that a list reads of a file's beginning, and of its end: no header that we write is longer, and of format 2 no last line. */
const longestReach = 1024 * 1024;
const lineBreak = 10;

export async function readRunSummary(path: string): Promise<RunSummary> {
  const file = await openToRead(path);
  try {
    const { size, mtimeMs } = await file.stat();
    const first = decoded(await firstLine(file, size));
    const version = versionOf("header", first);
    const header = attempt(() =>
      version === 1 ? headerOf1(parseLine1("header", first), "text") : parseLine("header", first),
    );
    const last = header === undefined ? undefined : await lastLine(file, size);
    const end = last && endOf(last, version === 1);
    const waits = last !== undefined && header?.specification.pause !== undefined && isUnselected(last);
    const created = header === undefined ? Number.NaN : Date.parse(header.created);
    return { path, bytes: size, created: Number.isNaN(created) ? mtimeMs : created, header, end, waits };
  } finally {
    await file.close();
  }
}

interface LastLine {
  readonly text: string;
  /** Not whole: only its end, for it is too long. */
  readonly isWhole: boolean;
}

/** A step that was weighed, and that no selection followed. No other line is as long as some of those are. */
function isUnselected({ text, isWhole }: LastLine): boolean {
  return !isWhole || text.startsWith('{"kind":"step"');
}

function endOf(tail: LastLine, isFormat1: boolean): RunFileEnd | undefined {
  const last = tail.isWhole ? decoded(tail.text) : undefined;
  if (!isFormat1) return attempt(() => parseLine("end", last));
  if (tail.isWhole) return attempt(() => endOf1(parseLine1("end", last)));
  // A last line with every picture in it: it ends as no other line does.
  if (!/"kind":"end","outcome":"done","seconds":\{[^{}]*\}\}\s*$/u.test(tail.text)) return undefined;
  return { kind: "end", outcome: "done", summary: { best: Number.NaN, rewards: [] } };
}

/** Empty where it is too long. */
async function firstLine(file: FileHandle, size: number): Promise<string> {
  for (let reach = usualReach; ; reach = longestReach) {
    const bytes = await read(file, 0, Math.min(size, reach));
    const end = bytes.indexOf(lineBreak);
    if (end >= 0) return bytes.toString("utf8", 0, end);
    if (reach >= Math.min(size, longestReach)) return "";
  }
}

/** A line without its break was cut. */
async function lastLine(file: FileHandle, size: number): Promise<LastLine> {
  for (let reach = usualReach; ; reach = longestReach) {
    const bytes = await read(file, Math.max(0, size - reach), Math.min(size, reach));
    if (bytes.at(-1) !== lineBreak) return { text: "", isWhole: true };
    const start = bytes.lastIndexOf(lineBreak, bytes.length - 2) + 1;
    if (start > 0) return { text: bytes.toString("utf8", start), isWhole: true };
    if (reach >= Math.min(size, longestReach)) return { text: bytes.toString("utf8"), isWhole: false };
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function decoded(text: string): unknown {
  return attempt(() => decodeLine(text));
}

function attempt<Value>(task: () => Value): Value | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
