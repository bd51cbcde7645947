/** A folder for what a command makes and nobody keeps. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, SteeringError } from "../errors.ts";

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * It goes with all that is in it when it is disposed. Throws `run-file` where the system has no place for it.
 *
 * @param instead what a person can do where there is none: "keep it with --out"
 */
export async function temporaryFolder(purpose: string, instead: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `fk-${purpose}-`)).catch((cause: unknown) => {
    const sentence = `The folder for temporary files, ${tmpdir()}, cannot be used: ${messageOf(cause)}. Name another with TMPDIR, or ${instead}.`;
    throw new SteeringError("run-file", sentence, { cause });
  });
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
