/** A Git LFS pointer: the few lines that stand in a file's place where Git fetched the repository without its large files. */
import { join } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import { openFile } from "./openFile.ts";

export const pointerStart = "version https://git-lfs";

/** Throws `model-incomplete` where one of the files is a pointer. Reads beginnings; all of them must be there. */
export async function refusePointers(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) if (await isPointer(join(folder, file))) throw pointerError(folder, file);
}

export function pointerError(folder: string, file: string): SteeringError {
  return new SteeringError(
    "model-incomplete",
    `${join(folder, file)} is a Git LFS pointer and not the file itself. Run \`git lfs pull\` in that folder.`,
    { details: { path: folder, missing: [file] } },
  );
}

/** Throws `model-corrupt` for what is no file that can be read. */
async function isPointer(path: string): Promise<boolean> {
  await using file = await openFile(path).catch((cause: unknown) => {
    const sentence = `${path} cannot be read: ${messageOf(cause)}. Check the file, or download the model again.`;
    throw new SteeringError("model-corrupt", sentence, { details: { file: path }, cause });
  });
  const { buffer, bytesRead } = await file.read(Buffer.alloc(pointerStart.length), 0, pointerStart.length, 0);
  return buffer.toString("latin1", 0, bytesRead) === pointerStart;
}
