/** Which run a report is about: said at its end, where no preview shows it. Pure. */

const pattern = /<!-- run: (".*") -->\s*$/u;

/** The report with its run's path. */
export function withRun(report: string, run: string): string {
  // No path ends the comment.
  return `${report}\n<!-- run: ${JSON.stringify(run).replaceAll(/[<>-]/gu, codeOf)} -->\n`;
}

/** The path, by how a report ends; undefined where it says none. */
export function runOfReport(end: string): string | undefined {
  const told = pattern.exec(end)?.[1];
  try {
    const path: unknown = told === undefined ? undefined : JSON.parse(told);
    return typeof path === "string" ? path : undefined;
  } catch {
    return undefined;
  }
}

function codeOf(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
