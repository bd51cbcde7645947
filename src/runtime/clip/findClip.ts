/** Which folder a name of a CLIP means. Loads nothing. */
import { basename, isAbsolute, join, resolve } from "node:path";
import { SteeringError } from "../../errors.ts";
import { isFolder, namesIn } from "../folders/modelFiles.ts";
import { looksLikeClip } from "./clipFolder.ts";

/**
 * The absolute path of a folder: of that name in a model folder, or as it is given. A name is looked up among what lies in the model folders,
 * so that no name leads out of them. Half-there ones are found: opening them says what they lack.
 *
 * @throws SteeringError `specification-invalid` where nothing is named, `model-missing` that lists what there is
 */
export async function findClip(nameOrPath: string, folders: readonly string[]): Promise<string> {
  const wanted = nameOrPath.trim();
  if (wanted === "") {
    throw new SteeringError(
      "specification-invalid",
      "No CLIP model is named, and none comes along. Name the folder of a CLIP model in ONNX: as it is called in a model folder (setting fkSteering.models.folders, or --models-folder), or by its absolute path.",
    );
  }
  if (isAbsolute(wanted)) {
    if (await isFolder(wanted)) return resolve(wanted);
    throw missing(wanted, "Check the path, or download the model there");
  }
  const paths = (await Promise.all(folders.map(clipsIn))).flat();
  const found = paths.find((path) => basename(path) === wanted);
  if (found !== undefined) return found;
  const names = [...new Set(paths.map((path) => basename(path)))];
  const there =
    names.length === 0 ? "No CLIP lies in the model folders" : `In the model folders there is ${names.join(", ")}`;
  throw missing(
    wanted,
    `${there}. Choose one, put the folder there (setting fkSteering.models.folders, or --models-folder), or give its absolute path`,
  );
}

/** A model folder may be a CLIP itself. */
async function clipsIn(folder: string): Promise<string[]> {
  const whole = resolve(folder);
  if (await looksLikeClip(whole)) return [whole];
  const paths = (await namesIn(whole)).filter((name) => !name.startsWith(".")).map((name) => join(whole, name));
  const isClip = await Promise.all(paths.map((path) => looksLikeClip(path)));
  return paths.filter((_, index) => isClip[index]);
}

function missing(wanted: string, advice: string): SteeringError {
  return new SteeringError("model-missing", `There is no CLIP model ${JSON.stringify(wanted)}. ${advice}.`, {
    details: { model: wanted },
  });
}
