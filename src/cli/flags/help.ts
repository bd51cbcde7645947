/** What `--help` prints. Pure but for the terminal's width. */
import type { Command, Flag } from "./flags.ts";
import { terminalWidth, wrap } from "../print/table.ts";

export function helpText(commands: readonly Command[], width = terminalWidth()): string {
  const [only] = commands;
  return commands.length === 1 && only !== undefined ? commandHelp(only, width) : overview(commands);
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, description }) => `  ${name.padEnd(width)}  ${firstSentence(description)}`);
  return `fk-steer: steered generation with diffusion models\n\nCommands:\n${lines.join("\n")}\n\nfk-steer <command> --help explains a command.\n\nIt ends with 0 when all went well, 1 when something failed, 2 when the command itself has a mistake, and 128 + n when\nsignal n ended it (Ctrl-C: 130).\n`;
}

function firstSentence(description: string): string {
  return description.replaceAll(/\s+/gu, " ").replace(/(?<=\.) .*/u, "");
}

function commandHelp({ name, usage, description, flags, examples }: Command, width: number): string {
  const groups = Map.groupBy(flags, ({ group }) => group ?? "Flags");
  const shown = examples.map((example) => `  ${example}`);
  return [
    `fk-steer ${name} ${usage}`.trimEnd(),
    "",
    description,
    ...[...groups].flatMap(([group, own]) => ["", `${group}:`, ...own.flatMap((flag) => flagLines(flag, width))]),
    ...(shown.length === 0 ? [] : ["", "Examples:", ...shown]),
    "",
  ].join("\n");
}

/** Descriptions begin in one column, on the next line where the flag is too long for that. */
const column = 32;

function flagLines(flag: Flag, width: number): string[] {
  const label = `  ${flagLabel(flag)}`;
  const [first, ...rest] = wrap(described(flag), Math.max(40, width - column)) as [string, ...string[]];
  const indented = rest.map((line) => " ".repeat(column) + line);
  return label.length + 2 > column
    ? [label, " ".repeat(column) + first, ...indented]
    : [label.padEnd(column) + first, ...indented];
}

function described({ description, standard }: Flag): string {
  if (standard === undefined) return description;
  return `${description} (default${standard.includes(" ") ? ":" : ""} ${standard})`;
}

function flagLabel({ name, kind, placeholder, repeatable }: Flag): string {
  const value = kind === "switch" ? "" : ` ${placeholder ?? (kind === "number" ? "<number>" : "<text>")}`;
  return `--${name}${value}${repeatable ? " …" : ""}`;
}
