/** Whether a model is another by now than the one that a run was made with. Pure. */
import type { RunFileHeader } from "./format.ts";

/**
 * Graphs of embedded models that were written anew with the same weights, by the SHA-256 of what there is now, with what there was before: on the
 * CPU both give the same numbers to the bit, so that a run of the one goes on with the other.
 */
const writtenAnew: Readonly<Record<string, readonly string[]>> = {
  // Stories: constants folded, and logits at the places alone that are asked for.
  e68e515957995ec9bc95b7cc633fe513354faa4ad6794a1bd9787f17aa672e29: [
    "f8afba86f32865989691a7674605894ce9525b2a334ccdaf834f3f674451a707",
  ],
};

/** What is other of it: a file, or the model's name where it has other files; undefined where nothing is. */
export function modelChange(before: RunFileHeader["model"], now: RunFileHeader["model"]): string | undefined {
  const changed = now.files.find(
    ({ path, sha256 }) =>
      !before.files.some(
        (file) => file.path === path && (file.sha256 === sha256 || writtenAnew[sha256]?.includes(file.sha256)),
      ),
  );
  return changed?.path ?? (before.files.length === now.files.length ? undefined : before.name);
}
