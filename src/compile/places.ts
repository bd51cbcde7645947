/** Files by the names that esbuild gives them: relative, and with `/` for each `\`, which is a letter of names outside of Windows. */
import { relative } from "node:path";

export interface Places {
  /** The absolute path of a file that was read. */
  fileOf(written: string): string | undefined;
}

/** @param paths absolute; what is added later counts too */
export function writtenPlaces(folder: string, paths: ReadonlySet<string>): Places {
  const known = new Map<string, string>();
  return {
    fileOf(written) {
      if (known.size !== paths.size) {
        for (const path of paths) known.set(relative(folder, path).replaceAll("\\", "/"), path);
      }
      return known.get(written) ?? (paths.has(written) ? written : undefined);
    },
  };
}
