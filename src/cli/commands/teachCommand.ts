/** `fk-steer teach`: a run's votes as a reward of the person's, never over a file that is there. */
import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "../../makeFolder.ts";
import { createEngine } from "../../engine/engine.ts";
import { SteeringError, messageOf } from "../../errors.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { plural } from "../../protocol/numberWords.ts";
import type { TeachReport } from "../../protocol/teaching.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { modelsFolderFlag } from "../flags/runFlags.ts";
import { print } from "../print/terminal.ts";
import { runFileOf } from "./resumeCommand.ts";

const suffix = ".reward.ts";

const flags: readonly Flag[] = [
  {
    name: "out",
    kind: "text",
    placeholder: `<name${suffix}>`,
    group: "Output",
    description: "The reward's file; what it knows lies beside it, in <name>.votes.json",
  },
  {
    name: "clip",
    kind: "text",
    placeholder: "<name>",
    description: "Of images: learn by this CLIP of a model folder",
    standard: "the first that is there; without one by colour, light and size",
  },
  modelsFolderFlag,
];

export const teachCommand: Command = {
  name: "teach",
  usage: `<file.fkrun> --out <name${suffix}> [flags]`,
  description:
    "Learns what you voted for in a run that paused, and writes it as a reward: from pairs, of which each was voted above another, and says how well it ranks pairs that it was not learned from.",
  flags,
  examples: ["fk-steer teach voted.fkrun --out rewards/liked.reward.ts"],
  async run(args, signal) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const runFile = runFileOf(parsed.positionals, "teach");
    const out = parsed.text("out");
    if (out === undefined || !out.endsWith(suffix)) {
      throw new SteeringError("specification-invalid", `--out must name the reward's file, which ends in ${suffix}.`, {
        details: { field: "out" },
      });
    }
    const path = resolve(out);
    await using document = await openRunDocument(runFile);
    await using engine = createEngine();
    await engine.call("engine/configure", engineSettings(document.header.specification, parsed.all("models-folder")));
    const name = basename(path, suffix);
    const report = await engine.call("run/teach", { runFile, name, clip: parsed.text("clip") }, signal);
    await writeNew(dirname(path), report.files);
    print(
      `${path}: learned from ${plural(report.pairs, "pair")} at ${plural(report.pauses, "pause")}, by ${report.by}. ${report.sentence}\n`,
    );
    return 0;
  },
};

/** All of them, or none. */
async function writeNew(folder: string, files: TeachReport["files"]): Promise<void> {
  await makeFolder(folder);
  const written: string[] = [];
  // What it knows first: a reward without it does not compile.
  for (const { name, text } of files.toReversed()) {
    const path = join(folder, name);
    try {
      await writeFile(path, text, { flag: "wx" });
      written.push(path);
    } catch (error) {
      for (const other of written) await rm(other, { force: true });
      const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
      throw new SteeringError(
        "specification-invalid",
        isThere
          ? `${path} is there already, and stays as it is. Choose another name.`
          : `${path} cannot be written: ${messageOf(error)}.`,
        { cause: error, details: { field: "out" } },
      );
    }
  }
}
