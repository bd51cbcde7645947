/** How much people like an image, by a small network on top of a CLIP's embeddings of it (LAION's aesthetic predictors). */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import type { RgbaImage } from "../../diffusion/image.ts";
import { onCpu } from "../device/rewardDevice.ts";
import { byChoice, rewardWish } from "../folders/graphChoice.ts";
import { requireWeights, weightsBeside } from "../folders/graphWeights.ts";
import { bytesOf, incomplete } from "../folders/modelFiles.ts";
import { fixedSize } from "../onnx/port.ts";
import { openSession, type Session } from "../onnx/session.ts";
import { openImageEncoder } from "./clipEncoders.ts";
import { type ClipFolder, graphNames, inspectClipFolder, looksLikeClip, readClip } from "./clipFolder.ts";
import { imageEmbeddings, seeBlank } from "./imageEmbeddings.ts";

/** A CLIP's folder with a head beside its graphs. */
export interface AestheticFolder extends ClipFolder {
  /** Relative to the folder, with forward slashes. */
  readonly head: string;
}

export interface AestheticModel extends AsyncDisposable {
  /** Shows it images. Throws `model-signature` where head and CLIP do not fit each other. */
  rehearse(): Promise<void>;
  /** What the head says of each image, in their order: of LAION's about 1 to 10. The signal ends it between two runs of a graph. */
  score(images: readonly RgbaImage[], signal: AbortSignal | undefined): Promise<number[]>;
}

/** True when a folder has any sign of being one, whole or not. */
export async function looksAesthetic(path: string): Promise<boolean> {
  return (await headOf(path)) !== undefined && (await looksLikeClip(path));
}

/** Throws `model-missing` when there is no such folder, `model-incomplete` naming what it lacks. */
export async function inspectAestheticFolder(path: string, wish = rewardWish()): Promise<AestheticFolder> {
  const clip = await inspectClipFolder(path, wish);
  const head = await headOf(path);
  if (head === undefined) {
    throw incomplete(path, ["aesthetic.onnx"], [], "Export the head of the predictor there: docs/models.md says how.");
  }
  await requireWeights(path, head);
  const own = [head, ...(await weightsBeside(path, head))];
  return { ...clip, head, bytes: clip.bytes + (await bytesOf(path, own)), files: [...clip.files, ...own] };
}

async function headOf(path: string): Promise<string | undefined> {
  const [best] = byChoice((await graphNames(path)).filter((name) => /^(?:onnx\/)?aesthetic[^/]*\.onnx$/u.test(name)));
  return best;
}

/** Throws `model-corrupt`, and `model-signature` for a head that does not belong to the CLIP. */
export async function openAestheticModel(folder: AestheticFolder, device = onCpu): Promise<AestheticModel> {
  const { family, preparation } = await readClip(folder);
  await using cleanup = new AsyncDisposableStack();
  const encoder = cleanup.use(await openImageEncoder(folder, preparation, family, device));
  const file = join(folder.path, folder.head);
  const head = cleanup.use(
    await openSession(file, { provider: "cpu", bytes: await bytesOf(folder.path, [folder.head]) }),
  );
  const [input, output] = portsOf(file, head);
  const seen = imageEmbeddings(encoder, preparation);
  // One by one: what is said of an image depends on none beside it.
  const judge = async (embedding: ArrayLike<number>): Promise<number> => {
    const width = embedding.length;
    const misfit = (wanted: string): SteeringError =>
      invalid(
        file,
        `it takes ${wanted}, and ${folder.vision} makes ${width} numbers of an image: it was made for another CLIP`,
      );
    const wanted = fixedSize(input, 1) ?? width;
    if (wanted !== width) throw misfit(String(wanted));
    const feeds = { [input.name]: { data: Float32Array.from(embedding), dimensions: [1, width] } };
    try {
      return Number((await head.run(feeds, output)).data[0]);
    } catch (error) {
      throw error instanceof SteeringError && error.code === "internal" ? misfit("another number of them") : error;
    }
  };
  const loaded = cleanup.move();
  return {
    async rehearse() {
      await judge((await seeBlank(encoder, preparation))[0]!);
    },
    async score(images, signal) {
      const scores: number[] = [];
      for (const embedding of await seen(images, signal)) scores.push(await judge(embedding));
      return scores;
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}

function portsOf(file: string, { inputs, outputs }: Session): readonly [Session["inputs"][number], output: string] {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) throw invalid(file, `it has ${inputs.length} inputs, and not one`);
  if (input.dimensions.length !== 2 || (fixedSize(input, 0) ?? 1) !== 1) {
    throw invalid(file, "its input is not one row of numbers [batch, width]");
  }
  const [output] = outputs;
  if (output === undefined) throw invalid(file, "it has no output");
  const scores = output.dimensions
    .slice(1)
    .reduce<number>((all, size) => all * (typeof size === "number" ? size : 1), 1);
  if (scores !== 1) throw invalid(file, `it says ${scores} numbers of an image, and not one`);
  return [input, output.name];
}

function invalid(file: string, complaint: string): SteeringError {
  return new SteeringError(
    "model-signature",
    `${file} is no head that can be used: ${complaint}. Choose one that belongs to this CLIP, or export it again: docs/models.md says how.`,
    { details: { file } },
  );
}
