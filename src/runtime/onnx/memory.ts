/** What a device without enough memory says, and what is said to a person then. */
import { messageOf, SteeringError } from "../../errors.ts";
import type { Provider } from "./provider.ts";

/**
 * What ONNX Runtime's arena, C++, CUDA, DirectML and WebGPU say. WebGPU makes a buffer that is none, and complains once that is used; cuBLAS and
 * Vulkan say it in capitals, DirectML in the system's language and by its number.
 */
const complaint = new RegExp(
  [
    ...["failed to allocate", "alloc\\w*[ _]failed", "bad_alloc", "memory allocation"],
    ...["out[ _]of[ _](device[ _]|host[ _])?memory", "not enough memory", "8007000E"],
    ...["failed to create gpu buffer", "exceeds the max buffer size", "maximum storage buffer binding size"],
    "\\[Invalid Buffer",
  ].join("|"),
  "iu",
);

export function isMemoryComplaint(error: unknown): boolean {
  return error instanceof SteeringError ? error.details["memory"] === true : complaint.test(messageOf(error));
}

/** Milliseconds for which it is remembered that there was no memory: something else may have had it. */
const passing = 3_600_000;

/** By graph, the most rows a run that there was memory for, and until when that holds: who opens a graph again soon need not find out anew. */
const roomFor = new Map<string, { readonly rows: number; readonly until: number }>();

/** How many rows of a graph run together. */
export interface Rows {
  readonly count: number;
  /** Half as many from now on, for there was no memory for these. Throws the error where it is another, or where a run cannot have fewer rows. */
  halve(error: unknown): void;
}

/**
 * @param graph its file
 * @param fixed rows that each of its runs must have; undefined: as many as `asked`, if there was memory for so many
 * @param now milliseconds
 */
export function rowsOf(graph: string, fixed: number | undefined, asked: number, now = Date.now): Rows {
  const known = roomFor.get(graph);
  let count = fixed ?? Math.min(asked, known !== undefined && now() < known.until ? known.rows : Infinity);
  return {
    get count() {
      return count;
    },
    halve(error) {
      if (!isMemoryComplaint(error) || count === 1 || fixed !== undefined) throw error;
      count = Math.ceil(count / 2);
      roomFor.set(graph, { rows: count, until: now() + passing });
    },
  };
}

/**
 * `graph`: its file. Marked so that `isMemoryComplaint` knows it again.
 *
 * @param purpose what it had too little memory for
 */
export function memoryError(
  graph: string,
  provider: Provider | undefined,
  cause: unknown,
  purpose: "for a single run" | "to be loaded" = "for a single run",
): SteeringError {
  const other = provider === "cpu" ? "Close what else needs memory, or choose" : 'Choose the device "cpu",';
  return new SteeringError(
    "device-unavailable",
    `${graph} needs more memory ${purpose} than ${provider === "cpu" ? "this machine" : "the device"} has left. ${other} a smaller size or a smaller model.`,
    { details: { file: graph, provider, memory: true }, cause },
  );
}
