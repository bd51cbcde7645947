/** One line of a run file, as text and back. Pure. */
import { SteeringError } from "../errors.ts";

/** How a number that JSON lacks is written: `{"$number":"-Infinity"}`. */
const marker = "$number";
const names = new Map([
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["NaN", Number.NaN],
  ["-0", -0],
]);

export function encodeLine(line: object): string {
  const text = JSON.stringify(line, (_, value: unknown) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? { [marker]: Object.is(value, -0) ? "-0" : String(value) }
      : value,
  );
  return `${text}\n`;
}

/** Parses a line without looking at what it says. Throws SyntaxError when it is not JSON. */
export function decodeLine(text: string): unknown {
  if (!text.includes(`"${marker}"`)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, marker)) return value;
    const name = (value as Record<string, unknown>)[marker];
    const number = typeof name === "string" ? names.get(name) : undefined;
    if (number === undefined) {
      throw new SteeringError(
        "run-file",
        `The run file is damaged: ${JSON.stringify(name)} stands where a number is expected.`,
      );
    }
    return number;
  });
}
