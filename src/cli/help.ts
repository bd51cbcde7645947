/** What `--help` prints. Pure. */
import type { Command, Flag } from "./flags.ts";

export function helpText(commands: readonly Command[]): string {
  const [only] = commands;
  return commands.length === 1 && only !== undefined ? commandHelp(only) : overview(commands);
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return `fk-steer: steered generation with diffusion models\n\nCommands:\n${lines.join("\n")}\n\nfk-steer <command> --help explains a command.\n`;
}

function commandHelp({ name, usage, description, flags, examples }: Command): string {
  const labels = flags.map(flagLabel);
  const width = Math.max(...labels.map((label) => label.length), 0);
  const lines = flags.map((flag, index) => `  ${labels[index]!.padEnd(width)}  ${flag.description}`);
  const shown = examples.map((example) => `  ${example}`);
  return [
    `fk-steer ${name} ${usage}`.trimEnd(),
    "",
    description,
    ...(lines.length === 0 ? [] : ["", "Flags:", ...lines]),
    ...(shown.length === 0 ? [] : ["", "Examples:", ...shown]),
    "",
  ].join("\n");
}

function flagLabel({ name, kind, placeholder, repeatable }: Flag): string {
  const value = kind === "switch" ? "" : ` ${placeholder ?? (kind === "number" ? "<number>" : "<text>")}`;
  return `--${name}${value}${repeatable ? " …" : ""}`;
}
