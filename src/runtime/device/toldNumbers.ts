/** Which of a graph's numbers two processes compare: enough to judge by, and no more than is sent in a moment. Pure. */
import type { Values } from "../onnx/session.ts";

/** All of an image of 1,024 × 1,024; 16 MB. */
const most = 4_000_000;

/** The rows of the last dimension, one after the other, or all numbers from the first on; undefined where they are whole numbers. */
export function toldOf({ data, dimensions }: Values, rows?: readonly number[]): Float32Array | undefined {
  if (!(data instanceof Float32Array)) return undefined;
  if (rows === undefined) return data.slice(0, most);
  const width = dimensions.at(-1) ?? 1;
  const told = new Float32Array(rows.length * width);
  rows.forEach((row, i) => told.set(data.subarray(row * width, (row + 1) * width), i * width));
  return told;
}

/** So many of the rows that `most` numbers hold them, evenly spread, and always one. */
export function spread(rows: readonly number[], width: number): readonly number[] {
  const count = Math.min(rows.length, Math.max(1, Math.floor(most / width)));
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
}
