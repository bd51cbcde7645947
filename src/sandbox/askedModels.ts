/** `context.models` in a sandbox: built-in reward models, which the engine is asked for. */
import type { MessageConnection } from "vscode-jsonrpc/node";
import { messageOf } from "../errors.ts";
import { call } from "../protocol/call.ts";
import { everyModel, type RewardModelName } from "../protocol/rewardModels.ts";
import { askModel, type ModelQuestion, mostCharacters, mostPixels, mostTexts } from "../protocol/sandbox.ts";
import type { RewardImageSample, RewardModels } from "../rewards/reward.ts";

/** Requests under way at once. The others wait here, where they count as the reward's memory and not as the engine's. */
const atOnce = 4;

/** The models of one call; its signal cancels what is asked. */
export function askedModels(connection: MessageConnection): (signal: AbortSignal) => RewardModels {
  const waiting: (() => void)[] = [];
  let underWay = 0;

  async function ask(question: ModelQuestion, signal: AbortSignal): Promise<number[]> {
    if (underWay >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else underWay += 1;
    const answered = await call(connection, askModel, question, signal).then(
      (numbers) => ({ numbers }),
      (error: unknown) => ({ why: messageOf(error) }),
    );
    const next = waiting.shift();
    if (next === undefined) underWay -= 1;
    else next();
    if ("numbers" in answered) return answered.numbers;
    // Not the error itself: a reward gets nothing into its hands by which it could speak in our name.
    throw new Error(answered.why);
  }

  return (signal) =>
    Object.freeze(
      everyModel((model, { takes, folder: wanted }) => async (samples, folder, asked) => {
        if (wanted !== undefined && typeof folder !== "string") {
          throw new TypeError(`models.${model} takes a list of ${takes} and the name of ${wanted}`);
        }
        const inputs = takes === "texts" ? textsFor(model, samples) : imagesFor(model, samples);
        const told = typeof asked === "object" && asked !== null ? { asked: plainAsked(asked) } : {};
        return ask({ model, inputs, ...(wanted === undefined ? {} : { folder: folder as string, ...told }) }, signal);
      }),
    );
}

/** Words and truths alone cross to the engine. */
function plainAsked(asked: Readonly<Record<string, unknown>>): Record<string, string | boolean> {
  const { label, margin, precision } = asked;
  return {
    ...(typeof label === "string" || typeof label === "number" ? { label: String(label) } : {}),
    ...(margin === undefined ? {} : { margin: Boolean(margin) }),
    ...(precision === undefined ? {} : { precision: typeof precision === "string" ? precision : typeof precision }),
  };
}

function textsFor(model: RewardModelName, texts: unknown): string[] {
  if (!Array.isArray(texts)) throw new TypeError(`models.${model} takes a list of texts, all at once`);
  if (texts.length > mostTexts) {
    throw new RangeError(
      `models.${model} takes ${mostTexts} texts at once, and these are ${texts.length}: ask in parts`,
    );
  }
  const inputs = Array.from(texts, String);
  const characters = inputs.reduce((sum, text) => sum + text.length, 0);
  if (characters > mostCharacters) {
    throw new RangeError(
      `models.${model} takes ${mostCharacters} characters at once, and these are ${characters}: ask in parts`,
    );
  }
  return inputs;
}

function imagesFor(model: RewardModelName, images: unknown): RewardImageSample[] {
  if (!Array.isArray(images)) throw new TypeError(`models.${model} takes a list of images, all at once`);
  const inputs = Array.from(images, ({ width, height, data, prompt }: Record<keyof RewardImageSample, unknown>) => {
    if (!(data instanceof Uint8ClampedArray)) throw new TypeError(`models.${model} takes images as score gets them`);
    return { width: Number(width), height: Number(height), data, prompt: String(prompt) };
  });
  const pixels = inputs.reduce((sum, { data }) => sum + data.length / 4, 0);
  if (pixels > mostPixels) {
    throw new RangeError(`models.${model} takes ${mostPixels} pixels at once, and these are ${pixels}: ask in parts`);
  }
  return inputs;
}
