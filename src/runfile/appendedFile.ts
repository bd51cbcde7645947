/** A file that is only added to, and is looked at before: whoever deletes it, moves it or writes into it is noticed. Knows nothing of what is written. */
import { constants, open, stat, type FileHandle } from "node:fs/promises";
import { SteeringError, messageOf } from "../errors.ts";
import { openToWrite } from "./openToWrite.ts";

export interface AppendedFile extends AsyncDisposable {
  /** False of a device or a pipe. */
  readonly isFile: boolean;
  size(): number;
  append(bytes: Uint8Array): Promise<void>;
  /** Writes over what lies at `offset`, which is not past the end. */
  replace(offset: number, bytes: Uint8Array): Promise<void>;
  /** Resolves when what was written will outlive a machine that stops. */
  flush(): Promise<void>;
}

/**
 * A file of that name is replaced, or gone on with after its first `kept` bytes. Methods throw `run-file`, with the file's name, where the disk is full, the file was deleted or moved meanwhile or another program
 * writes into it; opening throws as the operating system does.
 */
export async function openAppended(path: string, kept?: number): Promise<AppendedFile> {
  const handle = kept === undefined ? await openToWrite(path) : await open(path, constants.O_RDWR | constants.O_CREAT);
  const before = await handle.stat();
  const isFile = before.isFile();
  let size = kept === undefined ? 0 : Math.min(kept, before.size);
  if (isFile && size < before.size) await handle.truncate(size);
  let isFlushed = true;
  const refuse = (why: string, cause?: unknown): SteeringError => {
    // Of a full disk nothing is lost that was written.
    const next = isFull(cause)
      ? "Make room on it and resume the run, or run again to another place."
      : "Run again to keep the run, or choose another place.";
    return new SteeringError("run-file", `${path} ${why} ${next}`, { cause });
  };
  const attempt = async (what: string, task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      throw refuse(`${what}: ${messageOf(error)}.`, error);
    }
  };
  const look = async (): Promise<void> => {
    const there = isFile ? await handle.stat() : undefined;
    if (there === undefined) return;
    if (there.nlink === 0) throw refuse("was deleted while the run was being written to it.");
    const named = await stat(path).catch(() => undefined);
    if (named?.ino !== there.ino || named.dev !== there.dev) {
      throw refuse("was moved or renamed while the run was being written to it.");
    }
    if (there.size !== size) throw refuse("was changed by another program during the run.");
  };
  return {
    isFile,
    size: () => size,
    async append(bytes) {
      await look();
      isFlushed = false;
      await attempt("cannot be written any more", () => writeWhole(handle, bytes, isFile ? size : undefined));
      size += bytes.length;
    },
    async replace(offset, bytes) {
      await look();
      isFlushed = false;
      await attempt("cannot be written any more", () => writeWhole(handle, bytes, offset));
      size = Math.max(size, offset + bytes.length);
    },
    async flush() {
      if (isFlushed || !isFile) return;
      await attempt("cannot be written any more", () => handle.datasync());
      isFlushed = true;
    },
    [Symbol.asyncDispose]: () => attempt("could not be finished", () => handle.close()),
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT"].includes(String(error.code));
}

/** A single write may take a part only, as on a disk that is nearly full. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array, offset: number | undefined): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const place = offset === undefined ? null : offset + done;
    done += (await handle.write(bytes, done, bytes.length - done, place)).bytesWritten;
  }
}
