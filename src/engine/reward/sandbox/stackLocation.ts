/** Finds the user's own lines in a stack that came out of a sandbox. */
import { pathToFileURL } from "node:url";
import type { SourceLocation } from "../../../errors.ts";

export interface UserStack {
  /** The innermost frame in the user's own code; in a package where there is none. */
  readonly location: SourceLocation | undefined;
  /** The stack without frames of FK Steering and Node. */
  readonly text: string;
}

/** What anybody reads of a stack, which may be forged: its frames, and how long each. */
const mostFrames = 200;
const longestFrame = 5000;

/** `files` are the absolute paths that the reward was bundled from. */
export function userStack(stack: string, files: readonly string[]): UserStack {
  const known = new Map(files.flatMap((path) => [path, pathToFileURL(path).href].map((name) => [name, path] as const)));
  const frames = stack
    .split("\n", mostFrames)
    .map((line) => line.slice(0, longestFrame))
    .map((line) => ({ line, location: frameOf(line, known) }));
  const locations = frames.flatMap(({ location }) => (location === undefined ? [] : [location]));
  return {
    location: locations.find(({ file }) => !/[/\\]node_modules[/\\]/u.test(file)) ?? locations[0],
    text: frames
      .filter(({ line, location }) => location !== undefined || !/^\s+at /u.test(line))
      .map(({ line }) => line)
      .join("\n"),
  };
}

/** A frame ends with `path:line:column`, maybe in parentheses; the path is a name or a file: address, after "at " or "(". */
function frameOf(line: string, known: ReadonlyMap<string, string>): SourceLocation | undefined {
  const end = /:(?<line>\d{1,9}):(?<column>\d{1,9})\)?$/u.exec(line);
  if (end === null) return undefined;
  const before = line.slice(0, end.index);
  // A path may have blanks and parentheses itself: the longest that is known.
  for (const { index, 0: opening } of before.matchAll(/\(|\bat (?:async )?/gu)) {
    const file = known.get(before.slice(index + opening.length));
    if (file === undefined) continue;
    return { file, line: Number(end.groups?.["line"]), column: Number(end.groups?.["column"]) };
  }
  return undefined;
}
