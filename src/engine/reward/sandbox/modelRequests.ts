/** The engine's side of `context.models` and `context.log`: what a sandbox may ask and say, within limits. */
import type { MessageConnection } from "vscode-jsonrpc/node";
import { SteeringError } from "../../../errors.ts";
import { answer } from "../../../protocol/call.ts";
import { modelNamed, rewardModelNames, rewardModelRows, type RewardModelName } from "../../../protocol/rewardModels.ts";
import { precisionNames } from "../../../protocol/runFields.ts";
import { askModel, mostCharacters, mostPixels, mostTexts, rewardLog } from "../../../protocol/sandbox.ts";
import { readUntil } from "../../../rewards/longReading.ts";
import type { RewardImageSample, RewardModels } from "../../../rewards/reward.ts";
import { plainText } from "../../../protocol/plainText.ts";
import type { Watchdog } from "./watching.ts";

const longestLine = 10_000;
const longestName = 255;
/** Questions at once, more than a sandbox lets out. */
const mostUnderWay = 16;
/** Characters of a prompt beside an image: models read the beginning of a longer one. */
const longestPrompt = 10_000;
/** Times that an image may be longer than it is short: a model that wants the short side in a size of its own makes as much of the long one. */
const longestSides = 16;
/** Lines a second; the rest is dropped. */
const mostLines = 2000;

export interface ModelRequestOptions {
  /** Its name, for messages. */
  readonly reward: string;
  readonly models: RewardModels;
  readonly watchdog: Pick<Watchdog, "pause">;
  readonly onLog: (message: string) => void;
}

/** Nothing that arrives here is believed: the process that sends it runs the user's code. */
export function answerModelRequests(
  connection: MessageConnection,
  { reward, models, watchdog, onLog }: ModelRequestOptions,
): void {
  let underWay = 0;
  const closed = new AbortController();
  connection.onClose(() => closed.abort());
  connection.onDispose(() => closed.abort());
  answer(connection, askModel, async (question) => {
    const { model, inputs, folder, asked } = isRecord(question) ? question : {};
    const name = rewardModelNames.find((known) => known === model);
    if (name === undefined) throw refusal(reward, "sentiment", "there is no such model");
    const refuse = (what: string): SteeringError => refusal(reward, name, what);
    if (underWay >= mostUnderWay) throw refuse(`${mostUnderWay} questions are under way: wait for an answer`);
    underWay += 1;
    using held = new DisposableStack();
    held.defer(() => (underWay -= 1));
    const { takes, folder: named } = rewardModelRows[name];
    const ask = modelNamed(models, name);
    const looked = takes === "texts" ? textsOf(inputs, refuse) : imagesOf(inputs, refuse);
    if (named === undefined) return await readUntil(closed.signal, () => ask(looked));
    const place = folderName(folder, named, refuse);
    // It may be large, and takes its time from the person who named it.
    held.use(watchdog.pause());
    const told = toldOf(asked, refuse);
    return await readUntil(closed.signal, () => ask(looked, place, told));
  });
  let lines = 0;
  let second = 0;
  connection.onNotification(rewardLog, (line) => {
    const { message } = isRecord(line) ? line : {};
    const now = Math.floor(performance.now() / 1000);
    lines = now === second ? lines + 1 : 1;
    second = now;
    if (typeof message === "string" && lines <= mostLines) onLog(plainText(message, longestLine));
  });
}

type Refuse = (what: string) => SteeringError;

function textsOf(inputs: unknown, refuse: Refuse): readonly string[] {
  if (!Array.isArray(inputs) || !inputs.every((input) => typeof input === "string")) {
    throw refuse("it takes a list of texts");
  }
  if (inputs.length > mostTexts) throw refuse(`it takes ${mostTexts} texts at once, and these are ${inputs.length}`);
  const characters = inputs.reduce((sum, input) => sum + input.length, 0);
  if (characters > mostCharacters) {
    throw refuse(`it takes ${mostCharacters} characters at once, and these are ${characters}`);
  }
  return inputs;
}

function imagesOf(inputs: unknown, refuse: Refuse): readonly RewardImageSample[] {
  if (!Array.isArray(inputs) || !inputs.every(isImage)) throw refuse("it takes a list of images, as score gets them");
  const pixels = inputs.reduce((sum, { width, height }) => sum + width * height, 0);
  const characters = inputs.reduce((sum, { prompt }) => sum + prompt.length, 0);
  if (pixels > mostPixels) throw refuse(`it takes ${mostPixels} pixels at once, and these are ${pixels}`);
  if (characters > mostCharacters) {
    throw refuse(`it takes prompts of ${mostCharacters} characters at once, and these have ${characters}`);
  }
  if (inputs.some(({ width, height }) => Math.max(width, height) > longestSides * Math.min(width, height))) {
    throw refuse(`it takes images up to ${longestSides} times as long as they are short`);
  }
  const longest = inputs.reduce((most, { prompt }) => Math.max(most, prompt.length), 0);
  if (longest > longestPrompt) throw refuse(`it takes prompts of ${longestPrompt} characters, and one has ${longest}`);
  return inputs;
}

/** A name, which the engine looks up among the person's models. A path could be any file of the machine, so only the person may write one. */
function folderName(folder: unknown, what: string, refuse: Refuse): string {
  if (typeof folder !== "string") throw refuse(`it takes the name of ${what}`);
  if (/[/\\:\0]/u.test(folder) || /^\.+$/u.test(folder.trim()) || folder.length > longestName) {
    throw refuse(
      "a reward of the workspace names a folder in a model folder (setting fkSteering.models.folders, or --models-folder), and no path",
    );
  }
  return folder;
}

/** What a model may be told beside its folder. */
function toldOf(asked: unknown, refuse: Refuse): Readonly<Record<string, string | boolean>> {
  if (asked === undefined) return {};
  const { label, margin, precision } = isRecord(asked) ? asked : {};
  if (label !== undefined && (typeof label !== "string" || label.length > longestName)) {
    throw refuse("its label is a short text");
  }
  if (margin !== undefined && typeof margin !== "boolean") throw refuse("its margin is true or false");
  const known = precisionNames.find((name) => name === precision);
  if (precision !== undefined && known === undefined)
    throw refuse(`its precision is one of ${precisionNames.join(", ")}`);
  return {
    ...(label === undefined ? {} : { label }),
    ...(margin === undefined ? {} : { margin }),
    ...(known === undefined ? {} : { precision: known }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isImage(input: unknown): input is RewardImageSample {
  if (typeof input !== "object" || input === null) return false;
  const { width, height, data, prompt } = input as Partial<Record<keyof RewardImageSample, unknown>>;
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) > 0;
  return (
    isSize(width) &&
    isSize(height) &&
    data instanceof Uint8ClampedArray &&
    data.length === 4 * width * height &&
    typeof prompt === "string"
  );
}

function refusal(reward: string, model: RewardModelName, what: string): SteeringError {
  return new SteeringError("reward-threw", `models.${model} could not answer: ${what}`, { details: { reward } });
}
