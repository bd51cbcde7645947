/** What a reward logs, as lines of bounded length and number. */
import { inspect } from "node:util";
import { shortened } from "../cutText.ts";

const longestLine = 10_000;
/** Lines of one call; then one that says so, then none. */
const mostLines = 1000;

export interface Log {
  readonly write: (...values: readonly unknown[]) => void;
  /** Call it when a call begins: its lines are counted from there. */
  restart(): void;
}

export function openLog(send: (message: string) => void): Log {
  let lines = 0;
  return {
    write(...values) {
      lines += 1;
      if (lines < mostLines) send(lineOf(values));
      if (lines === mostLines) send(`… more than ${mostLines} lines of one call are left out`);
    },
    restart() {
      lines = 0;
    },
  };
}

function lineOf(values: readonly unknown[]): string {
  let line = "";
  for (const value of values) {
    const text = typeof value === "string" ? value.slice(0, longestLine + 1) : show(value);
    line += line === "" ? text : ` ${text}`;
    if (line.length > longestLine) return shortened(line, longestLine);
  }
  return line;
}

function show(value: unknown): string {
  try {
    return inspect(value, {
      depth: 4,
      maxStringLength: 1000,
      maxArrayLength: 100,
      compact: true,
      breakLength: Infinity,
    });
  } catch {
    return "(a value that cannot be shown)";
  }
}
