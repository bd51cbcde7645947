/** Finds the user's own lines in a stack that came out of a sandbox. */
import { pathToFileURL } from "node:url";
import type { SourceLocation } from "../../../errors.ts";

export interface UserStack {
  /** The innermost frame in the user's own code; in a package where there is none. */
  readonly location: SourceLocation | undefined;
  /** The stack without frames of FK Steering and Node. */
  readonly text: string;
}

/** `files` are the absolute paths that the reward was bundled from. */
export function userStack(stack: string, files: readonly string[]): UserStack {
  const frames = stack.split("\n").map((line) => ({ line, location: frameOf(line, files) }));
  const locations = frames.flatMap(({ location }) => (location === undefined ? [] : [location]));
  return {
    location: locations.find(({ file }) => !/[/\\]node_modules[/\\]/u.test(file)) ?? locations[0],
    text: frames
      .filter(({ line, location }) => location !== undefined || !/^\s+at /u.test(line))
      .map(({ line }) => line)
      .join("\n"),
  };
}

/** A frame ends with `path:line:column`, maybe in parentheses; the path is a name or a file: address. */
function frameOf(line: string, files: readonly string[]): SourceLocation | undefined {
  const end = /:(?<line>\d+):(?<column>\d+)\)?$/u.exec(line);
  if (end === null) return undefined;
  const before = line.slice(0, end.index);
  const [file] = files
    .filter((path) => before.endsWith(path) || before.endsWith(pathToFileURL(path).href))
    .toSorted((a, b) => b.length - a.length);
  if (file === undefined) return undefined;
  return { file, line: Number(end.groups?.["line"]), column: Number(end.groups?.["column"]) };
}
