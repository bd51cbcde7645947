/** Appends a run to its file, a line at a time, so that a crash loses at most the line being written. */
import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { SteeringError, messageOf } from "../errors.ts";
import { statesPath, type RunFileLine, type StatePlace } from "./format.ts";
import { encodeLine } from "./line.ts";

/** States past this many bytes are left out; the records then have no `states`. */
export const defaultStateLimit = 256 * 1024 * 1024;

export interface RunFileWriter extends AsyncDisposable {
  readonly path: string;
  write(line: RunFileLine): Promise<void>;
  /** Stores states that are not stored yet; equal references are one state. Undefined once the limit is reached. */
  storeStates<State extends object>(
    states: readonly State[],
    encode: (state: State) => Uint8Array,
  ): Promise<StatePlace[] | undefined>;
}

/** Creates the file and its folders; a file of that name is replaced. Throws `run-file` when that is not allowed. */
export async function openRunFile(path: string, stateLimit = defaultStateLimit): Promise<RunFileWriter> {
  let lines: FileHandle | undefined;
  let states: FileHandle | undefined;
  const places = new WeakMap<object, StatePlace>();
  let offset = 0;
  try {
    await mkdir(dirname(path), { recursive: true });
    lines = await open(path, "w");
    states = await open(statesPath(path), "w");
  } catch (error) {
    await lines?.close();
    throw new SteeringError(
      "run-file",
      `The run file ${path} cannot be written: ${messageOf(error)}. Choose another place.`,
      { cause: error },
    );
  }
  const [lineHandle, stateHandle] = [lines, states];
  return {
    path,
    async write(line) {
      await lineHandle.appendFile(encodeLine(line));
    },
    async storeStates(all, encode) {
      for (const state of all) {
        if (places.has(state)) continue;
        const bytes = encode(state);
        if (offset + bytes.length > stateLimit) return undefined;
        await stateHandle.write(bytes, 0, bytes.length, offset);
        places.set(state, { offset, length: bytes.length });
        offset += bytes.length;
      }
      return all.map((state) => places.get(state)!);
    },
    async [Symbol.asyncDispose]() {
      await lineHandle.close();
      await stateHandle.close();
    },
  };
}
