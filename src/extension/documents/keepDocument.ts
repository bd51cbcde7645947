/** Documents about scores, and images that were looked at, in the extension's storage beside the runs; the oldest go. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunFolder } from "../runs/runFolder.ts";

const kept = 50;

export function reportsFolder({ folder }: Pick<RunFolder, "folder">): string {
  return join(folder, "..", "scores");
}

/** The path of the document. */
export async function keepDocument(
  { folder }: Pick<RunFolder, "folder">,
  kind: string,
  content: string | Uint8Array,
  { extension = "md", now = new Date() } = {},
): Promise<string> {
  const documents = reportsFolder({ folder });
  await mkdir(documents, { recursive: true });
  const path = join(documents, `${kind}-${now.toISOString().replaceAll(":", "-").replace("Z", "")}.${extension}`);
  await writeFile(path, content);
  const names = (await readdir(documents)).filter((name) => name.startsWith(`${kind}-`)).toSorted();
  for (const name of names.slice(0, -kept)) await rm(join(documents, name), { force: true });
  return path;
}
