/** `fk-steer resume`: a run that was cut off or waits for votes, from its last scored step to its end, or a sweep from the cell that it had reached. */
import { resolve } from "node:path";
import { SteeringError } from "../../errors.ts";
import { noGenealogy, withGeneration } from "../../protocol/grownGenealogy.ts";
import type { RunResult } from "../../protocol/run.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import { shownStep } from "../../runfile/shownStep.ts";
import type { Genealogy } from "../../steering/genealogy.ts";
import { openingFlags, openingOf } from "../flags/engineFlags.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { modelsFolderFlag } from "../flags/runFlags.ts";
import { outputFlags, runToEnd } from "./runToEnd.ts";
import { resumeSweep, sweepFolder } from "./sweepCommand.ts";
import { voteFlag, votesOf } from "../flags/votes.ts";

const flags: readonly Flag[] = [voteFlag, modelsFolderFlag, ...openingFlags, ...outputFlags];

export const resumeCommand: Command = {
  name: "resume",
  usage: "<file.fkrun|folder of a sweep> [flags]",
  description:
    "Goes on with a run that was stopped or cut off, or waits for votes, from its last scored step, in its own file. With the same model, rewards, device and threads it comes out bit for bit as it would have; where one of them differs it says so. Of a sweep the cells that ended stay as they are.",
  flags,
  examples: [
    "fk-steer resume cheerful.fkrun",
    "fk-steer resume voted.fkrun --vote 3=2 --vote 5=kill",
    "fk-steer resume scenes.fkrun --out-dir scenes",
    "fk-steer resume sweeps/cheerful",
  ],
  async run(args, signal) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const runFile = runFileOf(parsed.positionals, "resume");
    const sweep = await sweepFolder(runFile);
    if (sweep !== undefined) return resumeSweep(parsed, sweep, signal);
    return runToEnd(parsed, async (engine) => {
      await using document = await openRunDocument(runFile);
      const { specification } = document.header;
      const settings = engineSettings(specification, parsed.all("models-folder"), undefined, openingOf(parsed));
      const genealogy = await recordedGenealogy(document);
      const votes = await votesOf(parsed, document);
      const start = (): Promise<RunResult> => engine.call("run/resume", { id: "run", runFile, votes }, signal);
      return { settings, runFile, genealogy, start };
    });
  },
};

/** The genealogy of the run itself, without refinements, as far as its file has it. */
export async function recordedGenealogy(document: RunDocument): Promise<Genealogy> {
  let genealogy = noGenealogy;
  for (let index = 0; index <= (document.lastOfRun ?? -1); index += 1) {
    const step = await document.step(index);
    genealogy = withGeneration(genealogy, step.steps, step.step, await shownStep(document, step, { pictures: false }));
  }
  return genealogy;
}

/** Throws `specification-invalid` where not exactly one file is named. */
export function runFileOf(names: readonly string[], command: string): string {
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0) return resolve(name);
  const why = name === undefined ? "none is named" : `${names.length} are named`;
  throw new SteeringError(
    "specification-invalid",
    `fk-steer ${command} takes one run file, and ${why}: fk-steer ${command} <file.fkrun>.`,
  );
}
