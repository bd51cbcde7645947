/** A run for other people's eyes: files are called by their names, since where they lay is nobody else's business. Pure. */
import type { RunView } from "../protocol/panel.ts";
import { fileName } from "../protocol/rewardWords.ts";

/** What the run is told of, its sentences included. */
export function withoutPaths(view: RunView): RunView {
  const { origin: _, failedOf: __, repeated, ...run } = view;
  const { specification, device } = run;
  const files = specification.rewards.flatMap(pathsOf);
  // A folder's name may have spaces in it, which end a path elsewhere.
  const folders = [run.id, ...modelsOf(specification), ...files]
    .map(folderOf)
    .filter((folder) => folder.length > 1)
    // A folder in another one first: what would be left of it is a path, too.
    .toSorted((a, b) => b.length - a.length);
  const told = (text: string): string =>
    folders.reduce((rest, folder) => rest.replaceAll(folder, ""), text).replaceAll(anyFolder, "");
  return {
    ...run,
    id: fileName(run.id),
    message: told(run.message),
    warnings: run.warnings.map(told),
    device: device && {
      ...device,
      tried: device.tried.map((one) => ({ ...one, reason: one.reason && told(one.reason) })),
    },
    ...(repeated && { repeated: { ...repeated, of: fileName(repeated.of) } }),
    specification: {
      ...specification,
      model: fileName(specification.model),
      ...(specification.composition?.kind === "models" && {
        composition: { ...specification.composition, model: fileName(specification.composition.model) },
      }),
      rewards: specification.rewards.map(named),
    },
  };
}

type Reward = RunView["specification"]["rewards"][number];

function modelsOf({ model, composition }: RunView["specification"]): string[] {
  return [model, ...(composition?.kind === "models" ? [composition.model] : [])];
}

/** Of its file, or of the model that a built-in one asks. */
function pathsOf({ source, parameters = {} }: Reward): string[] {
  if (source.kind === "file") return [source.path];
  return typeof parameters["model"] === "string" ? [parameters["model"]] : [];
}

function named(reward: Reward): Reward {
  const [path] = pathsOf(reward);
  if (path === undefined) return reward;
  if (reward.source.kind === "file") return { ...reward, source: { kind: "file", path: fileName(path) } };
  return { ...reward, parameters: { ...reward.parameters, model: fileName(path) } };
}

/** With what parts it from the name, on whichever system the run was made. */
function folderOf(path: string): string {
  return path.slice(0, path.length - fileName(path).length);
}

/** Of an absolute path, where a word may begin. */
const anyFolder = /(?<=^|[\s"'“‘(])(?:\/|[A-Za-z]:\\|\\\\)(?:[^\s"'“”‘’()/\\]+[/\\])+/gu;
