/** The settings of a run in one of the text chunks of its images. Knows no VS Code and no files; looks at no pixel. */
import { SteeringError } from "../errors.ts";
import { parseSpecification, type RunSpecification } from "../protocol/specification.ts";
import { readChunks, writeChunks } from "./chunks.ts";

const keyword = "fk-steering";
/** What its chunk begins with. */
const opening = `${keyword}\0`;
const version = 1;
/** Bytes of the text: what is longer was not written here. */
const longest = 2 ** 20;

/** What is kept in an image of the run that made it. */
export interface RunSettings {
  readonly specification: RunSpecification;
  /** Index of the particle that the image is of. */
  readonly particle: number;
}

/**
 * The same image with the settings in it; those that it had are left out.
 *
 * @throws SteeringError `run-file` for what is no PNG
 */
export function withRunSettings(png: Uint8Array, settings: RunSettings): Uint8Array {
  const text = `${opening}${latin(JSON.stringify({ version, ...settings }))}`;
  const [header, ...rest] = readChunks(png).filter(({ type, data }) => type !== "tEXt" || textOf(data) === undefined);
  const chunk = { type: "tEXt", data: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) };
  return writeChunks([...(header === undefined ? [] : [header]), chunk, ...rest]);
}

/** @throws SteeringError `run-file` for what is no PNG, has no settings, or has those of another version; `specification-invalid` */
export function readRunSettings(bytes: Uint8Array): RunSettings {
  const chunks = readChunks(bytes).filter(({ type }) => type === "tEXt");
  const written = chunks.map(({ data }) => textOf(data)).find((text) => text !== undefined);
  if (written === undefined) {
    throw new SteeringError(
      "run-file",
      "The image holds no settings of a run. Choose a PNG that FK Steering has saved.",
    );
  }
  const parsed = parsedJson(written);
  if (parsed["version"] !== version) {
    throw new SteeringError(
      "run-file",
      "The settings in the image are of another version of FK Steering. Update it to read them.",
    );
  }
  const particle = parsed["particle"];
  return {
    specification: parseSpecification(parsed["specification"]),
    particle: typeof particle === "number" && Number.isSafeInteger(particle) && particle >= 0 ? particle : 0,
  };
}

/** The text of a chunk under our keyword. */
function textOf(data: Uint8Array): string | undefined {
  if (data.length > longest) return undefined;
  const text = Buffer.from(data).toString("latin1");
  return text.startsWith(opening) ? text.slice(opening.length) : undefined;
}

function parsedJson(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
  if (typeof parsed === "object" && parsed !== null) return parsed as Readonly<Record<string, unknown>>;
  throw damaged();
}

function damaged(cause?: unknown): SteeringError {
  return new SteeringError("run-file", "The settings in the image are damaged. Choose another PNG.", { cause });
}

/** A text chunk holds Latin-1; JSON may spell everything else by its number. */
function latin(json: string): string {
  return json.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
