/** The verifier: an independent judge of scenes, which looks for things and colours and never reads the caption it is to judge by. */
import { join } from "node:path";
import { SteeringError, namedField, sentence } from "../../errors.ts";
import type { RewardImageSample } from "../../rewards/reward.ts";
import { resized } from "../../rewards/resized.ts";
import { readJson } from "../folders/json.ts";
import { pixelValues } from "../image/pixels.ts";
import { seenOnce } from "../image/seenOnce.ts";
import { openSession } from "../onnx/session.ts";
import { readCaption, type SceneWords } from "./sceneCaption.ts";
import { fitsScene, foundThings } from "./sceneVerdict.ts";

export interface Verifier {
  /** 1 where an image shows all that its prompt says, else 0. Throws as `refuse` does. */
  readonly verify: (images: readonly RewardImageSample[]) => Promise<number[]>;
  /** Throws `specification-invalid` for a prompt that it cannot read. */
  readonly refuse: (prompt: string) => void;
}

const size = 32;
/** Images a run of the graph. */
const batch = 32;

/** Throws `model-missing` or `model-corrupt`. */
export async function openVerifier(folder: string): Promise<Verifier> {
  const session = await openSession(join(folder, "model.onnx"), { provider: "cpu", bytes: 0 });
  const words = wordsOf(await readJson(folder, "config.json"), folder);
  const read = (prompt: string): NonNullable<ReturnType<typeof readCaption>> => {
    const wanted = readCaption(prompt, words);
    if (wanted === undefined) throw unreadable(prompt);
    return wanted;
  };
  const look = seenOnce(
    async (images: readonly RewardImageSample[]) => {
      const pixels = new Float32Array(images.length * 3 * size * size);
      images.forEach((image, row) => pixelValues(resized(image, size, size), pixels, row));
      const { data } = await session.run(
        { pixel_values: { data: pixels, dimensions: [images.length, 3, size, size] } },
        "things",
      );
      const things = data.length / images.length;
      return images.map((_, row) =>
        foundThings((data as Float32Array).subarray(row * things, (row + 1) * things), words),
      );
    },
    { batch },
  );
  return {
    refuse: read,
    async verify(images) {
      const wanted = images.map(({ prompt }) => read(prompt));
      const found = await look(images);
      return found.map((things, at) => (fitsScene(wanted[at]!, things) ? 1 : 0));
    },
  };
}

function wordsOf(config: Record<string, unknown> | undefined, folder: string): SceneWords {
  const { objects, colours } = config ?? {};
  const isPair = (entry: unknown): entry is [string, string] =>
    Array.isArray(entry) && entry.length === 2 && entry.every((word) => typeof word === "string");
  if (Array.isArray(objects) && objects.every(isPair) && Array.isArray(colours)) {
    return { objects, colours: colours.map(String) };
  }
  const file = join(folder, "config.json");
  throw new SteeringError("model-corrupt", `${file} does not say what the verifier knows. Install FK Steering again.`, {
    details: { file },
  });
}

function unreadable(prompt: string): SteeringError {
  const examples = '"a cat", "three apples", "a red heart", "a cat left of a house", "a purple car and a green book"';
  return new SteeringError(
    "specification-invalid",
    sentence`The verifier cannot judge images of "${prompt}": it reads captions of the model Emoji scenes, such as ${examples}. Write the prompt so, or choose ${namedField("holdout", "none", "no holdout reward")} or another one.`,
    { details: { field: "holdout" } },
  );
}
