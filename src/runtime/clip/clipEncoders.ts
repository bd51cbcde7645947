/** The two encoders of a CLIP, in one graph or in two. Knows neither prompts nor images: token ids and pixels in, embeddings out. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import type { PromptTokens } from "../image/prompt/promptTokens.ts";
import { fixedSize } from "../onnx/port.ts";
import { openSession, type Feeds, type Session, type Values } from "../onnx/session.ts";
import type { ClipFolder } from "./clipFolder.ts";

export interface ClipEncoders extends AsyncDisposable {
  /** Tokens that the graph takes, where it says so. */
  readonly tokens: number | undefined;
  /** [width], not normalised. */
  text(tokens: Omit<PromptTokens, "left">): Promise<Float32Array>;
  /** float32 [count, 3, height, width] to [width] each, not normalised. At most `batch` at once. */
  images(pixels: Float32Array, count: number): Promise<Float32Array[]>;
  readonly batch: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** On two busy cores a ViT-B/32 took a fifth less time an image than in runs of one: 130 ms. */
const usualBatch = 8;

const known = new Set(["input_ids", "attention_mask", "pixel_values"]);

/** Throws `model-corrupt`, and `model-signature` for graphs that are not a CLIP's or take images of another size. */
export async function openClipEncoders(folder: ClipFolder, size: Size): Promise<ClipEncoders> {
  await using cleanup = new AsyncDisposableStack();
  const open = async (file: string): Promise<Session> =>
    cleanup.use(await openSession(join(folder.path, file), { provider: "cpu", bytes: folder.bytes }));
  const text = await open(folder.text);
  const vision = folder.vision === folder.text ? text : await open(folder.vision);
  checkPorts(join(folder.path, folder.text), text, { input: "input_ids", output: "text_embeds" });
  checkPorts(join(folder.path, folder.vision), vision, { input: "pixel_values", output: "image_embeds", size });
  const tokens = fixedSize(
    text.inputs.find(({ name }) => name === "input_ids"),
    1,
  );
  // A graph with both encoders wants an image beside a prompt, and a prompt beside an image: the least that there is.
  const shape = [3, size.height, size.width];
  const nothingShown = new Float32Array(3 * size.height * size.width);
  const nothingSaid = { ids: Array<number>(tokens ?? 1).fill(0), used: 1 };
  const pixelPort = vision.inputs.find(({ name }) => name === "pixel_values");
  const loaded = cleanup.move();
  return {
    tokens,
    batch: fixedSize(pixelPort, 0) ?? usualBatch,
    async text(said) {
      return (await text.run(feedsOf(text, said, { data: nothingShown, dimensions: [1, ...shape] }), "text_embeds"))
        .data as Float32Array;
    },
    async images(pixels, count) {
      const feeds = feedsOf(vision, nothingSaid, { data: pixels, dimensions: [count, ...shape] });
      const data = (await vision.run(feeds, "image_embeds")).data as Float32Array;
      const width = data.length / count;
      return Array.from({ length: count }, (_, index) => data.subarray(index * width, (index + 1) * width));
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
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
  readonly output: string;
  readonly size?: Size;
}

function checkPorts(file: string, { inputs, outputs }: Session, { input, output, size }: Wanted): void {
  const fail = (complaint: string): SteeringError =>
    new SteeringError(
      "model-signature",
      `${file} is not a CLIP that can be used: ${complaint}. Choose another folder, or export the model again: it takes input_ids and pixel_values, and gives text_embeds and image_embeds.`,
      { details: { file } },
    );
  const port = inputs.find(({ name }) => name === input);
  if (port === undefined) throw fail(`it has no input ${input}`);
  if (!outputs.some(({ name }) => name === output)) throw fail(`it has no output ${output}`);
  const unknown = inputs.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw fail(`it asks for ${unknown.name}, which nothing here can give`);
  const rows = fixedSize(port, 0) ?? 1;
  if (rows !== 1) throw fail(`${input} takes ${rows} at once, and not one`);
  for (const [axis, side] of [[2, size?.height] as const, [3, size?.width] as const]) {
    const own = fixedSize(port, axis) ?? side;
    if (own !== side) {
      throw fail(`it takes images with a side of ${own}, and preprocessor_config.json makes them ${side}`);
    }
  }
}
