/** Documents about scores, in the extension's storage beside the runs; the oldest go. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunFolder } from "../runs/runFolder.ts";

const kept = 50;

/** The path of the document. */
export async function keepDocument(
  { folder }: RunFolder,
  kind: string,
  text: string,
  now = new Date(),
): Promise<string> {
  const documents = join(folder, "..", "scores");
  await mkdir(documents, { recursive: true });
  const path = join(documents, `${kind}-${now.toISOString().replaceAll(":", "-").replace("Z", "")}.md`);
  await writeFile(path, text);
  const names = (await readdir(documents)).filter((name) => name.startsWith(`${kind}-`)).toSorted();
  for (const name of names.slice(0, -kept)) await rm(join(documents, name), { force: true });
  return path;
}
