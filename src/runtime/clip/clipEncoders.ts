/** The two encoders of a CLIP, in one graph or in two. Knows neither prompts nor images: token ids and pixels in, embeddings out. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import type { PromptTokens } from "../image/prompt/promptTokens.ts";
import { fixedSize } from "../onnx/port.ts";
import { openSession, type Feeds, reasonOf, type Session, type Values } from "../onnx/session.ts";
import { mixesRows } from "../folders/graphWeights.ts";
import { onCpu, onRewardDevice, type RewardDevice } from "../device/rewardDevice.ts";
import type { ClipFamily } from "./clipFamily.ts";
import type { ClipFolder } from "./clipFolder.ts";

export interface ImageEncoder extends AsyncDisposable {
  /** float32 [count, 3, height, width] to [width] each, not normalised. At most `batch` at once. */
  images(pixels: Float32Array, count: number): Promise<Float32Array[]>;
  readonly batch: number;
}

export interface ClipEncoders extends ImageEncoder {
  /** Tokens that the graph takes, where it says so. */
  readonly tokens: number | undefined;
  /** [width], not normalised. */
  text(tokens: Omit<PromptTokens, "left">): Promise<Float32Array>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** On two busy cores a ViT-B/32 took a fifth less time an image than in runs of one: 130 ms. */
const usualBatch = 8;

const known = new Set(["input_ids", "attention_mask", "pixel_values"]);

/** Throws `model-corrupt`, and `model-signature` for graphs that are not a CLIP's or take images of another size. */
export async function openClipEncoders(
  folder: ClipFolder,
  size: Size,
  { outputs, readsPadding }: ClipPorts,
  device = onCpu,
): Promise<ClipEncoders> {
  await using cleanup = new AsyncDisposableStack();
  const vision = cleanup.use(await openVision(folder, size, outputs.vision, device));
  // Prompts are few: where they have a graph of their own, the CPU reads them.
  const text = folder.vision === folder.text ? vision : cleanup.use(await open(folder, folder.text));
  const file = join(folder.path, folder.text);
  const output = checkPorts(file, text, { input: "input_ids", outputs: outputs.text });
  const seeing = await imageEncoder(folder, vision, size, outputs.vision);
  const loaded = cleanup.move();
  return {
    ...seeing,
    tokens: tokensOf(text),
    async text(said) {
      const seen = readsPadding ? { ids: said.ids, used: said.ids.length } : said;
      // A graph with both encoders wants an image beside a prompt: the least that there is.
      const nothingShown = { data: new Float32Array(3 * size.height * size.width), dimensions: [1, ...shapeOf(size)] };
      const feeds = feedsOf(text, seen, nothingShown);
      const highest = Math.max(...seen.ids);
      return embedded(text, feeds, output, {
        complaint: `${file} fails on ${seen.ids.length} tokens up to the number ${highest}`,
        advice: "Graph and tokenizer do not belong together, or it reads fewer tokens: take both from one model.",
      });
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}

/** The images' alone. Throws as `openClipEncoders`. */
export async function openImageEncoder(
  folder: ClipFolder,
  size: Size,
  { outputs }: Pick<ClipPorts, "outputs">,
  device = onCpu,
): Promise<ImageEncoder> {
  await using cleanup = new AsyncDisposableStack();
  const vision = cleanup.use(await openVision(folder, size, outputs.vision, device));
  const seeing = await imageEncoder(folder, vision, size, outputs.vision);
  const loaded = cleanup.move();
  return { ...seeing, [Symbol.asyncDispose]: () => loaded.disposeAsync() };
}

type ClipPorts = Pick<ClipFamily, "outputs" | "readsPadding">;

function open({ path, bytes }: ClipFolder, file: string): Promise<Session> {
  return openSession(join(path, file), { provider: "cpu", bytes });
}

async function openVision(
  folder: ClipFolder,
  size: Size,
  outputs: readonly string[],
  device: RewardDevice,
): Promise<Session> {
  await using cleanup = new AsyncDisposableStack();
  const session = await open(folder, folder.vision);
  cleanup.use(session);
  const { preparation: prepared } = folder;
  const path = join(folder.path, folder.vision);
  const output = checkPorts(path, session, { input: "pixel_values", outputs, size, prepared });
  const free = [usualBatch, ...shapeOf(size)];
  const graph = { path, bytes: folder.bytes, free, output, folder };
  const opened = await onRewardDevice(session, graph, device);
  cleanup.move();
  return opened;
}

/** Numbers of every row. A graph that loads and cannot take what it is given is another than its folder's files say. */
async function embedded(
  session: Session,
  feeds: Feeds,
  output: string,
  { complaint, advice }: { readonly complaint: string; readonly advice: string },
): Promise<Float32Array> {
  try {
    return (await session.run(feeds, output)).data as Float32Array;
  } catch (error) {
    if (!(error instanceof SteeringError) || error.code !== "internal") throw error;
    throw new SteeringError("model-signature", `${complaint}: ${reasonOf(error.cause)} ${advice}`, {
      details: error.details,
      cause: error,
    });
  }
}

async function imageEncoder(
  folder: ClipFolder,
  vision: Session,
  size: Size,
  outputs: readonly string[],
): Promise<Omit<ImageEncoder, keyof AsyncDisposable>> {
  const { preparation: prepared } = folder;
  const file = join(folder.path, folder.vision);
  const output = checkPorts(file, vision, {
    input: "pixel_values",
    outputs,
    size,
    prepared,
  });
  // And a prompt beside an image.
  const nothingSaid = { ids: Array<number>(tokensOf(vision) ?? 1).fill(0), used: 1 };
  const port = vision.inputs.find(({ name }) => name === "pixel_values");
  return {
    // What is said of an image depends on none beside it.
    batch: (await mixesRows(folder.path, folder.vision)) ? 1 : (fixedSize(port, 0) ?? usualBatch),
    async images(pixels, count) {
      const feeds = feedsOf(vision, nothingSaid, { data: pixels, dimensions: [count, ...shapeOf(size)] });
      const data = await embedded(vision, feeds, output, {
        complaint: `${file} fails on ${count} images of ${size.width} × ${size.height} pixels, as ${prepared} has them made`,
        advice: `Correct the size in ${prepared}, or take both from one model.`,
      });
      const width = data.length / count;
      return Array.from({ length: count }, (_, index) => data.subarray(index * width, (index + 1) * width));
    },
  };
}

function tokensOf({ inputs }: Session): number | undefined {
  return fixedSize(
    inputs.find(({ name }) => name === "input_ids"),
    1,
  );
}

function shapeOf({ width, height }: Size): number[] {
  return [3, height, width];
}

function feedsOf(session: Session, { ids, used }: Omit<PromptTokens, "left">, pixels: Values): Feeds {
  return Object.fromEntries(
    session.inputs.map(({ name, type }) => {
      if (name === "pixel_values") return [name, pixels];
      const numbers = name === "input_ids" ? ids : ids.map((_, place) => (place < used ? 1 : 0));
      return [name, row(numbers, type)];
    }),
  );
}

function row(numbers: readonly number[], type: string | undefined): Values {
  const data = type === "int32" ? Int32Array.from(numbers) : BigInt64Array.from(numbers, (number) => BigInt(number));
  return { data, dimensions: [1, numbers.length] };
}

interface Wanted {
  readonly input: string;
  /** What it may be called. */
  readonly outputs: readonly string[];
  readonly size?: Size;
  /** The file that says the size. */
  readonly prepared?: string;
}

const exportAgain =
  "Choose another folder, or export the model again: it takes input_ids and pixel_values alone, and gives embeddings of both.";

/** [batch, patches, numbers of a patch], and beside them which are there and how they lie. */
function takesPatches({ inputs }: Session): boolean {
  return inputs.some(
    ({ name, dimensions }) =>
      name === "pixel_attention_mask" ||
      name === "spatial_shapes" ||
      (name === "pixel_values" && dimensions.length === 3),
  );
}

/** Gives the name of the output. */
function checkPorts(file: string, session: Session, { input, outputs, size, prepared }: Wanted): string {
  const { inputs } = session;
  const fail = (complaint: string, advice = exportAgain): SteeringError =>
    new SteeringError("model-signature", `${file} is not a CLIP that can be used: ${complaint}. ${advice}`, {
      details: { file },
    });
  const port = inputs.find(({ name }) => name === input);
  if (input === "pixel_values" && takesPatches(session)) {
    throw fail(
      "it takes images as patches, as many as their shape makes of them (SigLIP 2's NaFlex), and here all images have one size",
      "Choose a CLIP, a SigLIP, or a SigLIP 2 of one size, whose name ends with it (siglip2-base-patch16-256).",
    );
  }
  if (port === undefined) throw fail(`it has no input ${input}`);
  const output = outputs.find((wanted) => session.outputs.some(({ name }) => name === wanted));
  if (output === undefined) throw fail(`it has no output ${outputs.join(" or ")}`);
  const unknown = inputs.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw fail(`it asks for ${unknown.name}, which nothing here can give`);
  const rows = fixedSize(port, 0) ?? 1;
  if (rows !== 1) throw fail(`${input} takes ${rows} at once, and not one`);
  for (const [axis, side] of [[2, size?.height] as const, [3, size?.width] as const]) {
    const own = fixedSize(port, axis) ?? side;
    if (own !== side) {
      throw fail(`it takes images with a side of ${own}, and ${prepared} makes them ${side}`);
    }
  }
  return output;
}
