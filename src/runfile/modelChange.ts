/** Whether a model is another by now than the one that a run was made with. Pure. */
import type { RunFileHeader } from "./format.ts";

/** What is other of it: a file, or the model's name where it has other files; undefined where nothing is. */
export function modelChange(before: RunFileHeader["model"], now: RunFileHeader["model"]): string | undefined {
  const changed = now.files.find(
    ({ path, sha256 }) => !before.files.some((file) => file.path === path && file.sha256 === sha256),
  );
  return changed?.path ?? (before.files.length === now.files.length ? undefined : before.name);
}
