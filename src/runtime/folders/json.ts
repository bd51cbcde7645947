/** Reading the JSON files of a model folder: they come from anywhere, so nothing about their shape is believed. */
import { join } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import { readText } from "./openFile.ts";
import { pointerError, pointerStart } from "./lfsPointer.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The file as an object; undefined when it is not there. Throws `model-corrupt` when it is there and is not a JSON object,
 * `model-incomplete` where Git has put a pointer in its place.
 */
export async function readJson(folder: string, name: string): Promise<JsonObject | undefined> {
  const path = join(folder, name);
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new SteeringError(
      "model-corrupt",
      `${path} cannot be read: ${messageOf(error)}. Check the file, or download the model again.`,
      {
        details: { file: path },
        cause: error,
      },
    );
  }
  if (text.startsWith(pointerStart)) throw pointerError(folder, name);
  try {
    const value = parsePythonJson(text);
    if (isObject(value)) return value;
    throw new TypeError("it holds no object");
  } catch (error) {
    throw new SteeringError(
      "model-corrupt",
      `${path} is not the JSON that a model folder has there: ${messageOf(error)}. Download the model again.`,
      { details: { file: path }, cause: error },
    );
  }
}

/** As `readJson`, and undefined too where nothing is in the file: some are published so, as a sign that the hub counts. */
export async function readFilledJson(folder: string, name: string): Promise<JsonObject | undefined> {
  const text = await readText(join(folder, name)).catch(() => undefined);
  return text !== undefined && isBlank(text) ? undefined : readJson(folder, name);
}

export function isBlank(text: string): boolean {
  return text.replace("\uFEFF", "").trim() === "";
}

/**
 * JSON as Python reads and writes it: with `NaN`, `Infinity` and `-Infinity` for numbers that JSON lacks, and perhaps with a byte order
 * mark before it. Throws `SyntaxError` for anything else.
 */
export function parsePythonJson(text: string): unknown {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    return JSON.parse(plain);
  } catch (error) {
    // A word outside of strings: JSON reads 1e999 as Infinity, and has nothing that it reads as NaN but what is put in its place.
    const spelled = plain.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b|\bInfinity\b/g, (found) =>
      found === "NaN" ? notANumber : found === "Infinity" ? "1e999" : found,
    );
    if (spelled === plain) throw error;
    return JSON.parse(spelled, (_, value: unknown) => (value === notANumberText ? Number.NaN : value));
  }
}

/** What stands for NaN while a file is parsed; nobody writes it. */
const notANumberText = "\u0000NaN";
const notANumber = JSON.stringify(notANumberText);

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

export function asString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** A finite number in [low, high], or undefined. */
export function asNumber(value: unknown, low = -Infinity, high = Infinity): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= low && value <= high ? value : undefined;
}

/** A whole number from 0, or undefined. */
export function asId(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? asNumber(value, 0) : undefined;
}
