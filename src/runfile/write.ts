/** Appends a run to its files, a line at a time, so that a crash loses at most the line being written. Bytes are on the disk before the line that points to them. */
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { makeFolder } from "../makeFolder.ts";
import { SteeringError, messageOf } from "../errors.ts";
import { openAppended, type AppendedFile } from "./appendedFile.ts";
import type { BytePlace } from "./schema.ts";
import { samplesPath, statesPath, type RunFileLine } from "./format.ts";
import { longestLine, mostItems } from "./limits.ts";
import { encodeLine } from "./numberCodec.ts";
import { refuseOther } from "./refuseOther.ts";
import { itemsIn } from "./readLine.ts";
import { defaultStateLimit, StateStore, type StateRole, type StoredStates } from "./stateStore.ts";

/** Bytes of what was scored, past which pictures before the last step are kept small alone. */
const pictureLimit = 512 * 1024 * 1024;

export interface RunFileWriter extends AsyncDisposable {
  readonly path: string;
  /** In one go. Throws `run-file` where the disk is full, the file was deleted or moved meanwhile or another program writes into it. */
  write(...lines: readonly RunFileLine[]): Promise<void>;
  /** Stores states that are not stored yet; equal references are one state. Undefined where they cannot be kept. Throws as `write`. */
  storeStates<State extends object>(
    states: readonly State[],
    encode: (state: State) => Uint8Array,
    role?: StateRole,
  ): Promise<StoredStates | undefined>;
  /** False where full pictures of steps before the last are kept no more. */
  readonly hasRoomForPictures: boolean;
  /** Stores what was scored, in the order given; equal references are one. Throws as `write`. */
  storeSamples(all: readonly Uint8Array[]): Promise<readonly BytePlace[]>;
}

/**
 * Creates the files and their folders. Throws `run-file` when that is not allowed.
 *
 * @param kept bytes of the run's lines that are gone on from; without them runs of those names are replaced, and no other file
 */
export async function openRunFile(path: string, stateLimit = defaultStateLimit, kept?: number): Promise<RunFileWriter> {
  const opened: AppendedFile[] = [];
  const append = async (file: string, from: number | undefined): Promise<AppendedFile> => {
    const appended = await openAppended(file, from);
    opened.push(appended);
    return appended;
  };
  const close = async (): Promise<void> => {
    for (const file of opened) await file[Symbol.asyncDispose]();
  };
  try {
    await makeFolder(dirname(path));
    if (kept === undefined) await refuseOther(path, '{"kind":"header"', "run file");
    const lines = await append(path, kept);
    // Bytes beside it that no line points to stay: nobody reads them.
    const all = kept === undefined ? undefined : Infinity;
    // A device or a pipe has no files beside it.
    if (!lines.isFile) return withoutBytes(path, lines, close);
    return writer(
      path,
      lines,
      await append(statesPath(path), all),
      await append(samplesPath(path), all),
      stateLimit,
      close,
    );
  } catch (error) {
    await close();
    if (error instanceof SteeringError) throw error;
    throw new SteeringError(
      "run-file",
      `The run file ${path} cannot be written: ${messageOf(error)}. Choose another place.`,
      { cause: error },
    );
  }
}

function writer(
  path: string,
  lines: AppendedFile,
  states: AppendedFile,
  samples: AppendedFile,
  stateLimit: number,
  close: () => Promise<void>,
): RunFileWriter {
  const store = new StateStore(states, stateLimit);
  const places = new WeakMap<Uint8Array, BytePlace>();
  return {
    path,
    async write(...all) {
      await states.flush();
      await samples.flush();
      await lines.append(Buffer.concat(all.map(checkedLine)));
    },
    storeStates: (all, encode, role = "step") => store.store(all, encode, role),
    get hasRoomForPictures() {
      return samples.size() < pictureLimit;
    },
    async storeSamples(all) {
      const fresh = [...new Set(all)].filter((bytes) => !places.has(bytes));
      let offset = samples.size();
      if (fresh.length > 0) await samples.append(Buffer.concat(fresh));
      for (const bytes of fresh) {
        places.set(bytes, [offset, bytes.length, crc32(bytes)]);
        offset += bytes.length;
      }
      return all.map((bytes) => places.get(bytes)!);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Lines alone: their bytes lie nowhere, and are known to by their checksum. */
function withoutBytes(path: string, lines: AppendedFile, close: () => Promise<void>): RunFileWriter {
  return {
    path,
    write: (...all) => lines.append(Buffer.concat(all.map(checkedLine))),
    storeStates: () => Promise.resolve(undefined),
    hasRoomForPictures: false,
    storeSamples: (all) => Promise.resolve(all.map((bytes): BytePlace => [0, bytes.length, crc32(bytes)])),
    [Symbol.asyncDispose]: close,
  };
}

/** What would not be read is not written. */
function checkedLine(line: RunFileLine): Buffer {
  const text = encodeLine(line);
  const bytes = Buffer.from(text);
  if (bytes.length > longestLine) throw tooLarge(line, `${bytes.length} bytes`, longestLine);
  const items = bytes.length > mostItems ? itemsIn(bytes) : 0;
  if (items > mostItems) throw tooLarge(line, `${items} values`, mostItems);
  return bytes;
}

function tooLarge({ kind }: RunFileLine, size: string, most: number): SteeringError {
  return new SteeringError(
    "run-file",
    `The run cannot be kept in a file: its ${kind} takes ${size}, and no line has more than ${most}. Use fewer particles or a shorter prompt.`,
  );
}
