/** `fk-steer export`: a run's file as files for other people and programs. */
import { join, resolve } from "node:path";
import { SteeringError } from "../../errors.ts";
import { exportFormatNames, exportFormats, exportRun, type ExportFormat } from "../../report/exportRun.ts";
import { readReportPage, writeExported } from "../../report/exportFiles.ts";
import { formatBytes } from "../../protocol/numberWords.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { print, say } from "../print/terminal.ts";
import { runFileOf } from "./resumeCommand.ts";

const isFolder = (format: ExportFormat): boolean => format === "images";

const flags: readonly Flag[] = exportFormatNames.map((format) => {
  const [name, words] = exportFormats[format];
  const placeholder = isFolder(format) ? "<folder>" : "<file>";
  return { name: format, kind: "text", placeholder, description: `${name}: ${words}` };
});

export const exportCommand: Command = {
  name: "export",
  usage: "<file.fkrun> [flags]",
  description: "Writes a run for other people and programs, in one form or several, and says how large each is.",
  flags,
  examples: ["fk-steer export cheerful.fkrun --html report.html --csv particles.csv"],
  async run(args) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const run = runFileOf(parsed.positionals, "export");
    const asked = exportFormatNames.flatMap((format) => {
      const target = parsed.text(format);
      return target === undefined ? [] : [{ format, target: resolve(target) }];
    });
    if (asked.length === 0) {
      const all = exportFormatNames.map((format) => `--${format}`).join(", ");
      throw new SteeringError("specification-invalid", `Say what to export ${run} as: ${all}.`);
    }
    if (asked.some(({ target }) => target === resolve(run))) {
      throw new SteeringError("specification-invalid", `${run} is the run itself. Export it to another file.`);
    }
    const [twice] = asked.filter(({ target }, index) =>
      asked.slice(0, index).some((before) => before.target === target),
    );
    if (twice !== undefined) {
      throw new SteeringError(
        "specification-invalid",
        `${twice.target} cannot be two exports at once. Name another one for --${twice.format}.`,
      );
    }
    for (const { format, target } of asked) {
      const { files, missing } = await exportRun(run, format, () => readReportPage(import.meta.dirname));
      const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
      print(`${target}: ${formatBytes(bytes)}${isFolder(format) ? `, ${files.length} files` : ""}\n`);
      if (missing !== undefined) say(process.stderr, `Warning: ${missing}\n`);
      for (const { name, content } of files)
        await writeExported(isFolder(format) ? join(target, name) : target, content);
    }
    return 0;
  },
};
