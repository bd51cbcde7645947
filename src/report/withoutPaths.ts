/** A run for other people's eyes: files are called by their names, since where they lay is nobody else's business. Pure. */
import type { RunView } from "../protocol/panel.ts";
import { fileName } from "../protocol/rewardWords.ts";

/** What the run is told of, its sentences included. */
export function withoutPaths(view: RunView): RunView {
  const { origin: _, failedOf: __, repeated, ...run } = view;
  const { specification } = run;
  const files = specification.rewards.flatMap(({ source }) => (source.kind === "file" ? [source.path] : []));
  // A folder's name may have spaces in it, which end a path elsewhere.
  const folders = [run.id, specification.model, ...files].map(folderOf).filter((folder) => folder.length > 1);
  const told = (text: string): string =>
    folders.reduce((rest, folder) => rest.replaceAll(folder, ""), text).replaceAll(anyFolder, "");
  return {
    ...run,
    id: fileName(run.id),
    message: told(run.message),
    warnings: run.warnings.map(told),
    ...(repeated && { repeated: { ...repeated, of: fileName(repeated.of) } }),
    specification: {
      ...specification,
      model: fileName(specification.model),
      rewards: specification.rewards.map((reward) =>
        reward.source.kind === "file"
          ? { ...reward, source: { kind: "file", path: fileName(reward.source.path) } }
          : reward,
      ),
    },
  };
}

/** With what parts it from the name, on whichever system the run was made. */
function folderOf(path: string): string {
  return path.slice(0, path.length - fileName(path).length);
}

/** Of an absolute path, where a word may begin. */
const anyFolder = /(?<=^|[\s"'“‘(])(?:\/|[A-Za-z]:\\|\\\\)(?:[^\s"'“”‘’()/\\]+[/\\])+/gu;
