/** `fk-steer branch`: a run of its own that begins from a particle of another, which may have died there. */
import { branchFields, branchOf } from "../../protocol/branch.ts";
import { SteeringError } from "../../errors.ts";
import type { RunResult } from "../../protocol/run.ts";
import { parseSpecification } from "../../protocol/specification.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { openingFlags, openingOf } from "../flags/engineFlags.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag, type ParsedFlags } from "../flags/flags.ts";
import { modelsFolderFlag, runFlags } from "../flags/runFlags.ts";
import { fieldsOf, rewardsOf } from "../flags/specification.ts";
import { runFileOf } from "./resumeCommand.ts";
import { outputFlags, outFlag, pathOf, runToEnd } from "./runToEnd.ts";

const where: readonly Flag[] = [
  {
    name: "particle",
    kind: "number",
    placeholder: "<number>",
    group: "Where to branch",
    description:
      "The particle, counted from 0 over all prompts, as it was scored: one that died may be gone on from, too",
  },
  {
    name: "step",
    kind: "number",
    placeholder: "<number>",
    group: "Where to branch",
    description: "The scored step",
  },
  {
    name: "iteration",
    kind: "number",
    placeholder: "<number>",
    group: "Where to branch",
    description: "Of a refined run: its iteration, 0 being the run itself",
    standard: "the last one",
  },
];

const ofRewards: ReadonlySet<string> = new Set(["reward", "weight", "param"]);
const changeable: ReadonlySet<string> = new Set(branchFields);
/** What holds where they are left out is the run's own. */
const changes = runFlags
  .filter(({ name, field }) => ofRewards.has(name) || changeable.has(field?.split(".")[0] ?? ""))
  .map((flag): Flag => {
    const { standard: _, ...own } = flag;
    return own;
  });

const flags: readonly Flag[] = [...where, ...changes, modelsFolderFlag, ...openingFlags, outFlag, ...outputFlags];

export const branchCommand: Command = {
  name: "branch",
  usage: "<file.fkrun> --particle <number> --step <number> [flags]",
  description:
    "Begins a run of its own from a particle of another run, with the same or another reward, strength, number of particles or seed. What flags leave out is as it was, but for the seed, which is the next one, and without --out it does not pause; nothing counts as paid, and log Z is counted from there.",
  flags,
  examples: [
    "fk-steer branch cheerful.fkrun --particle 3 --step 24 --out branch.fkrun",
    "fk-steer branch cheerful.fkrun --particle 3 --step 24 --reward length --strength 10 --particles 16",
  ],
  async run(args, signal) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const run = runFileOf(parsed.positionals, "branch");
    const [particle, step, iteration] = [index(parsed, "particle"), index(parsed, "step"), parsed.number("iteration")];
    const runFile = pathOf(parsed, "out");
    return runToEnd(parsed, async (engine) => {
      await using document = await openRunDocument(run);
      const { specification: before, groups } = document.header;
      const rewards = rewardsOf(parsed, await engine.call("rewards/list", undefined), before.rewards);
      // Where the particle is none of the run's, the engine says so.
      const prompt = groups[Math.floor(particle / before.particles)]?.prompt ?? before.prompt;
      // A run without a file has nowhere to wait.
      const unpaused = runFile === undefined ? { pause: undefined } : {};
      const asked = { ...unpaused, ...fieldsOf(parsed), rewards };
      const specification = parseSpecification(branchOf(before, prompt, asked));
      const settings = engineSettings(specification, parsed.all("models-folder"), undefined, openingOf(parsed));
      const from = { run, step, particle, iteration };
      const start = (): Promise<RunResult> =>
        engine.call("run/start", { id: "run", specification, runFile, from }, signal);
      return { settings, runFile, start };
    });
  },
};

/** Throws `specification-invalid` where it is missing or no number of a particle or step. */
function index(parsed: ParsedFlags, name: string): number {
  const value = parsed.number(name);
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  const why = value === undefined ? "is missing" : `must be a whole number from 0 on, and it is ${value}`;
  throw new SteeringError("specification-invalid", `--${name} ${why}. Say which ${name} to branch from.`, {
    details: { field: name },
  });
}
