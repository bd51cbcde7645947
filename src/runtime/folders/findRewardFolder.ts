/** Which folder the name of a reward's model means. Loads nothing. */
import { basename, isAbsolute, join, resolve } from "node:path";
import { SteeringError } from "../../errors.ts";
import { isFolder, namesIn } from "./modelFiles.ts";

export interface Wanted {
  /** What such a model is called: "CLIP", "text classifier". */
  readonly what: string;
  readonly looksLike: (path: string) => Promise<boolean>;
}

/**
 * The absolute path of a folder: of that name in a model folder, or as it is given. A name is looked up among what lies in the model folders,
 * so that no name leads out of them. Half-there ones are found: opening them says what they lack.
 *
 * @throws SteeringError `specification-invalid` where nothing is named, `model-missing` that lists what there is
 */
export async function findRewardFolder(
  nameOrPath: string,
  folders: readonly string[],
  { what, looksLike }: Wanted,
): Promise<string> {
  const wanted = nameOrPath.trim();
  if (wanted === "") {
    throw new SteeringError(
      "specification-invalid",
      `No ${called(what)} is named, and none comes along. Name the folder of a ${called(what)} in ONNX: as it is called in a model folder (setting fkSteering.models.folders, or --models-folder), or by its absolute path.`,
    );
  }
  if (isAbsolute(wanted)) {
    if (await isFolder(wanted)) return resolve(wanted);
    throw missing(wanted, what, "Check the path, or download the model there");
  }
  const paths = (await Promise.all(folders.map((folder) => modelsIn(folder, looksLike)))).flat();
  const found = paths.find((path) => basename(path) === wanted);
  if (found !== undefined) return found;
  const names = [...new Set(paths.map((path) => basename(path)))];
  const there =
    names.length === 0 ? `No ${what} lies in the model folders` : `In the model folders there is ${names.join(", ")}`;
  throw missing(
    wanted,
    what,
    `${there}. Choose one, put the folder there (setting fkSteering.models.folders, or --models-folder), or give its absolute path`,
  );
}

/** A CLIP is a model by its own name only. */
function called(what: string): string {
  return what === "CLIP" ? "CLIP model" : what;
}

/** A model folder may be such a model itself. */
async function modelsIn(folder: string, looksLike: Wanted["looksLike"]): Promise<string[]> {
  const whole = resolve(folder);
  if (await looksLike(whole)) return [whole];
  const paths = (await namesIn(whole)).filter((name) => !name.startsWith(".")).map((name) => join(whole, name));
  const isOne = await Promise.all(paths.map((path) => looksLike(path)));
  return paths.filter((_, index) => isOne[index]);
}

function missing(wanted: string, what: string, advice: string): SteeringError {
  return new SteeringError("model-missing", `There is no ${called(what)} ${JSON.stringify(wanted)}. ${advice}.`, {
    details: { model: wanted },
  });
}
