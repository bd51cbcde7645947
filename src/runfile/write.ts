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
  /** Throws `run-file` where the disk is full, the file was deleted meanwhile or another program writes into it. */
  write(line: RunFileLine): Promise<void>;
  /** Stores states that are not stored yet; equal references are one state. Undefined once the limit is reached. Throws as `write`. */
  storeStates<State extends object>(
    states: readonly State[],
    encode: (state: State) => Uint8Array,
  ): Promise<StatePlace[] | undefined>;
}

/** Creates the file and its folders; a file of that name is replaced. Throws `run-file` when that is not allowed. */
export async function openRunFile(path: string, stateLimit = defaultStateLimit): Promise<RunFileWriter> {
  let lines: Appended | undefined;
  let states: Appended | undefined;
  const places = new WeakMap<object, StatePlace>();
  try {
    await mkdir(dirname(path), { recursive: true });
    lines = await openAppended(path);
    // A device or a pipe has no file beside it.
    states = lines.isFile ? await openAppended(statesPath(path)) : undefined;
  } catch (error) {
    await lines?.[Symbol.asyncDispose]();
    throw new SteeringError(
      "run-file",
      `The run file ${path} cannot be written: ${messageOf(error)}. Choose another place.`,
      { cause: error },
    );
  }
  const [lineFile, stateFile] = [lines, states];
  return {
    path,
    write: (line) => lineFile.append(Buffer.from(encodeLine(line))),
    async storeStates(all, encode) {
      if (stateFile === undefined) return undefined;
      for (const state of all) {
        if (places.has(state)) continue;
        const bytes = encode(state);
        const offset = stateFile.size();
        if (offset + bytes.length > stateLimit) return undefined;
        await stateFile.append(bytes);
        places.set(state, { offset, length: bytes.length });
      }
      return all.map((state) => places.get(state)!);
    },
    async [Symbol.asyncDispose]() {
      await lineFile[Symbol.asyncDispose]();
      await stateFile?.[Symbol.asyncDispose]();
    },
  };
}

/** A file that is only added to, and is looked at before: whoever deletes it or writes into it is noticed. */
interface Appended extends AsyncDisposable {
  readonly isFile: boolean;
  size(): number;
  append(bytes: Uint8Array): Promise<void>;
}

async function openAppended(path: string): Promise<Appended> {
  const handle = await open(path, "w");
  const isFile = (await handle.stat()).isFile();
  let size = 0;
  const refuse = (why: string, cause?: unknown): SteeringError =>
    new SteeringError("run-file", `${path} ${why} Run again to keep the run, or choose another place.`, { cause });
  return {
    isFile,
    size: () => size,
    async append(bytes) {
      const there = isFile ? await handle.stat() : undefined;
      if (there?.nlink === 0) throw refuse("was deleted while the run was being written to it.");
      if (there !== undefined && there.size !== size) throw refuse("was changed by another program during the run.");
      try {
        await writeWhole(handle, bytes);
        size += bytes.length;
      } catch (error) {
        throw refuse(`cannot be written any more: ${messageOf(error)}.`, error);
      }
    },
    async [Symbol.asyncDispose]() {
      try {
        await handle.close();
      } catch (error) {
        throw refuse(`could not be finished: ${messageOf(error)}.`, error);
      }
    },
  };
}

/** A single write may take a part only, as on a disk that is nearly full. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}
