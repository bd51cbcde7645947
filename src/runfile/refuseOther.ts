/** What is written replaces what was written so before, and no other file: a slip of the hand must not cost a person's own. */
import { stat } from "node:fs/promises";
import { SteeringError } from "../errors.ts";
import { openToRead } from "./readBytes.ts";

/**
 * @param begin how each such file begins
 * @param what it is, for people
 * @throws SteeringError `run-file` where another file lies there, unless it is empty
 */
export async function refuseOther(path: string, begin: string, what: string): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return;
  await using file = await openToRead(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(begin.length), 0, begin.length, 0);
  if (bytesRead === 0 || buffer.toString("latin1") === begin) return;
  throw new SteeringError(
    "run-file",
    `${path} is there already and is no ${what}, so it is not replaced. Choose another name, or delete it first.`,
  );
}
