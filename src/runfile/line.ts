/** One line of a run file, as text and back. Pure. */
import { SteeringError } from "../errors.ts";
import type { RunFileLine } from "./format.ts";

/** How a number that JSON lacks is written: `{"$number":"-Infinity"}`. */
const marker = "$number";

export function encodeLine(line: RunFileLine): string {
  const text = JSON.stringify(line, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value)
      ? { [marker]: String(value) }
      : ArrayBuffer.isView(value)
        ? Array.from(value as Float64Array)
        : value,
  );
  return `${text}\n`;
}

/** Parses a line without looking at what it says. Throws SyntaxError when it is not JSON. */
export function decodeLine(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !(marker in value)) return value;
    const name = value[marker];
    if (name !== "Infinity" && name !== "-Infinity" && name !== "NaN") {
      throw new SteeringError(
        "run-file",
        `The run file is damaged: ${JSON.stringify(name)} stands where a number is expected.`,
      );
    }
    return Number(name);
  });
}
