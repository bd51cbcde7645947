/** `fk-steer go-on`: a run that came to its end goes on with particle Gibbs from its own paths, in its own file. */
import { abortError, SteeringError } from "../../errors.ts";
import { usualSeconds, type GoOnUntil } from "../../protocol/goOn.ts";
import type { RunResult } from "../../protocol/run.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { openingFlags, openingOf } from "../flags/engineFlags.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag, type ParsedFlags } from "../flags/flags.ts";
import { modelsFolderFlag } from "../flags/runFlags.ts";
import { recordedGenealogy, runFileOf } from "./resumeCommand.ts";
import { outputFlags, runToEnd } from "./runToEnd.ts";

const until: readonly Flag[] = [
  {
    name: "seconds",
    kind: "number",
    placeholder: "<seconds>",
    group: "Until when",
    description: "For so long, without loading; the iteration under way is finished",
    standard: String(usualSeconds),
    excludes: ["until-reward", "interval"],
  },
  {
    name: "until-reward",
    kind: "number",
    placeholder: "<reward>",
    group: "Until when",
    description: "Until a particle has this reward or a higher one",
    excludes: ["interval"],
  },
  {
    name: "interval",
    kind: "number",
    placeholder: "<width>",
    group: "Until when",
    description: "Until the 90 % bootstrap interval of the mean reward over iterations is as narrow as this",
  },
];

const flags: readonly Flag[] = [...until, modelsFolderFlag, ...openingFlags, ...outputFlags];

export const goOnCommand: Command = {
  name: "go-on",
  usage: "<file.fkrun> [--seconds <seconds> | --until-reward <reward> | --interval <width>] [flags]",
  description:
    "Goes on with a run that came to its end: particle Gibbs, again and again around a path of its own or from one of its steps on, and populations of their own between, in its own file. Everything so far is kept, log Z stays the run's own, and the file says what was spent. Unless an interval is asked for, it ends where nothing gets better any more: no new best for as long as the last one took, six iterations at least. Ends with 1 where the reward or the interval was not reached; stopped (Ctrl+C) it keeps what it came to.",
  flags,
  examples: ["fk-steer go-on cheerful.fkrun --seconds 120", "fk-steer go-on cheerful.fkrun --until-reward 0.95"],
  async run(args, signal) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const runFile = runFileOf(parsed.positionals, "go-on");
    const asked = untilOf(parsed);
    let result: RunResult | undefined;
    const code = await runToEnd(parsed, async (engine) => {
      await using document = await openRunDocument(runFile);
      const { specification } = document.header;
      const settings = engineSettings(specification, parsed.all("models-folder"), undefined, openingOf(parsed));
      const genealogy = await recordedGenealogy(document);
      const start = async (): Promise<RunResult> => {
        result = await engine.call("run/goOn", { id: "run", runFile, until: asked }, signal);
        return result;
      };
      return { settings, genealogy, start };
    });
    const ending = result?.goneOn?.at(-1)?.ending;
    if (ending === "stopped") throw abortError();
    return ending === "failed" || (asked.kind !== "seconds" && ending !== "reached") ? 1 : code;
  },
};

/** Throws `specification-invalid`. */
function untilOf(parsed: ParsedFlags): GoOnUntil {
  const [reward, width] = [parsed.number("until-reward"), parsed.number("interval")];
  if (reward !== undefined) return { kind: "reward", reward: finite("until-reward", reward) };
  if (width !== undefined) return { kind: "interval", width: positive("interval", width) };
  return { kind: "seconds", seconds: positive("seconds", parsed.number("seconds") ?? usualSeconds) };
}

function positive(name: string, value: number): number {
  if (finite(name, value) > 0) return value;
  throw new SteeringError("specification-invalid", `--${name} must be above 0, and it is ${value}.`, {
    details: { field: name },
  });
}

function finite(name: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new SteeringError("specification-invalid", `--${name} must be finite, and it is ${value}.`, {
    details: { field: name },
  });
}
