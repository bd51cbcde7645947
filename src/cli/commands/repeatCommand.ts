/** `fk-steer repeat`: a kept run once more, made as it was, and compared with it record by record. */
import { join } from "node:path";
import type { RunResult } from "../../protocol/run.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { openingFlags, openingOf } from "../flags/engineFlags.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { modelsFolderFlag } from "../flags/runFlags.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { runFileOf } from "./resumeCommand.ts";
import { outFlag, outputFlags, pathOf, runToEnd } from "./runToEnd.ts";

const flags: readonly Flag[] = [modelsFolderFlag, ...openingFlags, outFlag, ...outputFlags];

export const repeatCommand: Command = {
  name: "repeat",
  usage: "<file.fkrun> [flags]",
  description:
    "Runs a kept run once more with its seed, on its device and with its threads, and says whether every record is equal, or where the new run first differs and what was made otherwise. Ends with 1 where it differs.",
  flags,
  examples: ["fk-steer repeat cheerful.fkrun"],
  async run(args, signal) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const repeats = runFileOf(parsed.positionals, "repeat");
    const out = pathOf(parsed, "out");
    await using folder =
      out === undefined ? await temporaryFolder("repeat", "keep the run with --out <file>") : undefined;
    const runFile = out ?? join(folder?.path ?? "", "again.fkrun");
    let result: RunResult | undefined;
    const code = await runToEnd(parsed, async (engine) => {
      await using document = await openRunDocument(repeats);
      const { specification, origin } = document.header;
      const settings = engineSettings(specification, parsed.all("models-folder"), undefined, openingOf(parsed));
      const from = origin?.particle === undefined ? undefined : { ...origin, particle: origin.particle };
      const start = async (): Promise<RunResult> => {
        result = await engine.call("run/start", { id: "run", specification, runFile, from, repeats }, signal);
        // A file that goes with its folder is nobody's.
        return out === undefined ? { ...result, runFile: undefined } : result;
      };
      return { settings, start };
    });
    return result?.repeated?.isSame === false ? 1 : code;
  },
};
