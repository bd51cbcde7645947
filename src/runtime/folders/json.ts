/** Reading the JSON files of a model folder: they come from anywhere, so nothing about their shape is believed. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The file as an object; undefined when it is not there. Throws `model-corrupt` when it is there and is not a JSON object. */
export async function readJson(folder: string, name: string): Promise<JsonObject | undefined> {
  const path = join(folder, name);
  let text: string;
  try {
    text = await readFile(path, "utf8");
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
  try {
    const value: unknown = JSON.parse(text);
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
