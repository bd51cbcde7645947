/** Makes folders where a person names them. */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The folder, and those that it lies in. Node's own `recursive` asks for ever where a file system makes none but says that the parent is missing,
 * as /proc does.
 *
 * @throws what the operating system says of the first that cannot be made
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !(await isFolder(dirname(path)))) {
      await makeFolder(dirname(path));
      // Somebody else may have made it by now.
      return makeFolder(path);
    }
    // Where there is one already a read-only file system says that it is read-only.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
