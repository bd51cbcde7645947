/** A run as one that was cut off leaves it. Knows the files of a run. */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { samplesPath, statesPath } from "../../src/runfile/format.ts";

/** Copies the run's files, their lines cut off before the last scored step. */
export async function cutRun(path: string, copy: string): Promise<string> {
  const lines = await readFile(path, "utf8");
  await writeFile(copy, lines.slice(0, lines.lastIndexOf('{"kind":"step"')));
  await copyFile(statesPath(path), statesPath(copy));
  await copyFile(samplesPath(path), samplesPath(copy));
  return copy;
}
