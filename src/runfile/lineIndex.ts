/** Where the lines of a run file lie, found by streaming through it: of each line only its first bytes are looked at. Grows with the file. */
import type { FileHandle } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { longestLine, mostLines, turnBytes, turnLines } from "./limits.ts";

/** By what they begin with. A line that begins otherwise is none of a run file. */
export type LineKind =
  | "header"
  | "pilot"
  | "warning"
  | "reference"
  | "continuation"
  | "step"
  | "selection"
  | "result"
  | "end"
  | "unknown"
  | "too long";

export interface LinePlace {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
  /** Without its line break. */
  readonly length: number;
  readonly kind: LineKind;
  /** The iteration of steps, selections, references and continuations, else −1. */
  readonly iteration: number;
  readonly step: number;
}

const kinds: readonly LineKind[] = [
  "header",
  "pilot",
  "warning",
  "reference",
  "continuation",
  "step",
  "selection",
  "result",
  "end",
  "unknown",
  "too long",
];

const kindNames: ReadonlySet<string> = new Set(kinds);
const kindCodes = new Map(kinds.map((kind, code) => [kind, code]));

/** More than a line has before its step. */
const headBytes = 120;
const beginning = /^\{"kind":"([a-z]{1,12})"(?:,"iteration":(\d{1,9}))?(?:,"step":(\d{1,9}))?[,}]/u;
/** Format 1 writes the kind of its last line last, where the run came to its end. */
const beginningOfResult1 = '{"particles":[';

const lineBreak = 10;

export class LineIndex {
  #count = 0;
  #offsets = new Float64Array(64);
  #lengths = new Uint32Array(64);
  #kinds = new Uint8Array(64);
  #iterations = new Int32Array(64);
  #steps = new Int32Array(64);
  /** Where the line begins that has no end yet, and what it begins with. */
  #start = 0;
  #head = "";
  #scanned = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes after the last whole line: a line that is being written, or was cut. */
  get rest(): number {
    return this.#scanned - this.#start;
  }

  /** Bytes that were looked at. */
  get size(): number {
    return this.#scanned;
  }

  /** Bytes up to the end of the last whole line. */
  get wholeBytes(): number {
    return this.#start;
  }

  /** There are more lines than are looked at. */
  get isFull(): boolean {
    return this.#count >= mostLines;
  }

  at(index: number): LinePlace | undefined {
    if (index < 0 || index >= this.#count) return undefined;
    return {
      number: index + 1,
      offset: this.#offsets[index] as number,
      length: this.#lengths[index] as number,
      kind: kinds[this.#kinds[index] as number] as LineKind,
      iteration: this.#iterations[index] as number,
      step: this.#steps[index] as number,
    };
  }

  /** Looks at what the file has got since the last time. */
  async extend(file: FileHandle, size: number): Promise<void> {
    // A line that was cut is gone where its run has been resumed: what had been read of it counts no more.
    this.#scanned = this.#start;
    this.#head = "";
    const buffer = Buffer.allocUnsafe(Math.min(turnBytes, Math.max(1, size - this.#scanned)));
    while (this.#scanned < size && !this.isFull) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - this.#scanned), this.#scanned);
      if (bytesRead === 0) return;
      for (let from = this.#scan(buffer.subarray(0, bytesRead)); from < bytesRead && !this.isFull;) {
        await setImmediate();
        from += this.#scan(buffer.subarray(from, bytesRead));
      }
    }
  }

  /** Looks at as many lines as a turn has, and gives how many bytes these are. */
  #scan(chunk: Buffer): number {
    let from = 0;
    let lines = 0;
    for (let end = chunk.indexOf(lineBreak); end >= 0; end = chunk.indexOf(lineBreak, from)) {
      this.#keepHead(chunk, from, end);
      this.#add(this.#start, this.#scanned + end - this.#start);
      from = end + 1;
      lines += 1;
      this.#start = this.#scanned + from;
      this.#head = "";
      if (lines === turnLines || this.isFull) break;
    }
    if (lines < turnLines) {
      this.#keepHead(chunk, from, chunk.length);
      from = chunk.length;
    }
    this.#scanned += from;
    return from;
  }

  #keepHead(chunk: Buffer, from: number, end: number): void {
    const missing = headBytes - this.#head.length;
    if (missing > 0 && end > from) this.#head += chunk.toString("latin1", from, Math.min(end, from + missing));
  }

  #add(offset: number, length: number): void {
    if (length === 0) return;
    if (this.#count === this.#offsets.length) this.#grow();
    const { kind, iteration, step } = length > longestLine ? tooLong : headOf(this.#head);
    this.#offsets[this.#count] = offset;
    this.#lengths[this.#count] = Math.min(length, 2 ** 32 - 1);
    this.#kinds[this.#count] = kindCodes.get(kind)!;
    this.#iterations[this.#count] = iteration;
    this.#steps[this.#count] = step;
    this.#count += 1;
  }

  #grow(): void {
    const room = 2 * this.#count;
    const grown = <Numbers extends Float64Array | Uint32Array | Uint8Array | Int32Array>(
      into: Numbers,
      from: Numbers,
    ): Numbers => {
      into.set(from);
      return into;
    };
    this.#offsets = grown(new Float64Array(room), this.#offsets);
    this.#lengths = grown(new Uint32Array(room), this.#lengths);
    this.#kinds = grown(new Uint8Array(room), this.#kinds);
    this.#iterations = grown(new Int32Array(room), this.#iterations);
    this.#steps = grown(new Int32Array(room), this.#steps);
  }
}

type Head = Pick<LinePlace, "kind" | "iteration" | "step">;

const tooLong: Head = { kind: "too long", iteration: -1, step: -1 };

function headOf(text: string): Head {
  if (text.startsWith(beginningOfResult1)) return { kind: "end", iteration: -1, step: -1 };
  const [, kind, iteration, step] = beginning.exec(text) ?? [];
  const found = kind as LineKind | undefined;
  if (found === undefined || !kindNames.has(found)) return { kind: "unknown", iteration: -1, step: -1 };
  return { kind: found, iteration: Number(iteration ?? -1), step: Number(step ?? -1) };
}
