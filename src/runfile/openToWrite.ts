/** A place that a person names, opened to be written from its beginning. */
import { constants } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { SteeringError } from "../errors.ts";

/**
 * A pipe that nobody reads from is refused: to open it waits for a reader, in a thread that no signal reaches, so that the process could not even be stopped.
 * Throws `run-file` for it, and else as `open` does.
 */
export async function openToWrite(path: string): Promise<FileHandle> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isFIFO() !== true) return open(path, "w");
  const reached = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ENXIO")) throw cause;
    const why = `${path} is a pipe that nobody reads from. Start what reads it first, or choose another place.`;
    throw new SteeringError("run-file", why, { cause });
  });
  try {
    return await open(path, "w");
  } finally {
    await reached.close();
  }
}
