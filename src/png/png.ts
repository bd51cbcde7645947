/** PNG files, with the settings of a run in one of their text chunks. Knows no VS Code and no files. */
import { decode, encode } from "fast-png";
import type { RgbaImage } from "../diffusion/image.ts";
import { messageOf, SteeringError } from "../errors.ts";
import { parseSpecification, type RunSpecification } from "../protocol/specification.ts";

/** Keyword of the text chunk. */
const keyword = "fk-steering";
const version = 1;

/** What is kept in an image of the run that made it. */
export interface RunSettings {
  readonly specification: RunSpecification;
  /** Index of the particle that the image is of. */
  readonly particle: number;
}

export function encodePng({ width, height, data }: RgbaImage, settings?: RunSettings): Uint8Array {
  const text = settings === undefined ? {} : { text: { [keyword]: latin(JSON.stringify({ version, ...settings })) } };
  return encode({
    width,
    height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
    channels: 4,
    ...text,
  });
}

/** @throws SteeringError `run-file` for what is no PNG */
export function decodePng(bytes: Uint8Array): RgbaImage {
  const { width, height, data, channels } = decoded(bytes);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      rgba[4 * pixel + channel] = data[channels * pixel + (channels < 3 ? 0 : channel)]!;
    }
    rgba[4 * pixel + 3] = channels % 2 === 0 ? data[channels * pixel + channels - 1]! : 255;
  }
  return { width, height, data: rgba };
}

/** @throws SteeringError `run-file` for what is no PNG, has no settings, or has those of a newer version */
export function readRunSettings(bytes: Uint8Array): RunSettings {
  const written = decoded(bytes).text?.[keyword];
  if (written === undefined) {
    throw new SteeringError(
      "run-file",
      "The image holds no settings of a run. Choose a PNG that FK Steering has saved.",
    );
  }
  let parsed: { version?: unknown; specification?: unknown; particle?: unknown };
  try {
    parsed = JSON.parse(written) as typeof parsed;
  } catch (cause) {
    throw new SteeringError("run-file", "The settings in the image are damaged. Choose another PNG.", { cause });
  }
  if (parsed.version !== version) {
    throw new SteeringError(
      "run-file",
      "The settings in the image are of another version of FK Steering. Update it to read them.",
    );
  }
  return {
    specification: parseSpecification(parsed.specification),
    particle: Number.isSafeInteger(parsed.particle) ? (parsed.particle as number) : 0,
  };
}

function decoded(bytes: Uint8Array): ReturnType<typeof decode> {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (cause) {
    throw new SteeringError("run-file", `The file is no PNG that can be read: ${messageOf(cause)}. Choose another.`, {
      cause,
    });
  }
}

/** A text chunk holds Latin-1; JSON may spell everything else by its number. */
function latin(json: string): string {
  return json.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
