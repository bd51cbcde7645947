/** The door to the terminal: whatever is written there may hold foreign text, of rewards, models, files and paths. */
import { plainJson, plainText } from "../../protocol/plainText.ts";

/** Without what terminals obey; line breaks and tabs stay. */
export function say(stream: NodeJS.WritableStream, text: string): void {
  stream.write(plainText(text, Infinity));
}

/** The result, on stdout. */
export function print(text: string): void {
  say(process.stdout, text);
}

/** The result for programs, on a line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${plainJson(value)}\n`);
}

/** In the place of the line that was begun last; with nothing to say, that line goes. */
export function sayInstead(stream: NodeJS.WritableStream, text = ""): void {
  stream.write(`\r\u001B[K${plainText(text, Infinity)}`);
}
