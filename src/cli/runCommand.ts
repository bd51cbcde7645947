/** `fk-steer run`: one steered run, as a table or as JSON. */
import { resolve } from "node:path";
import { createEngine } from "../engine/engine.ts";
import { engineSettings } from "./engineFolders.ts";
import { parseFlags, type Command, type Flag } from "./flags.ts";
import { createProgress } from "./progress.ts";
import { resultJson } from "./result.ts";
import { resultTable } from "./resultTable.ts";
import { runFlags } from "./runFlags.ts";
import { specificationOf } from "./specification.ts";

const flags: readonly Flag[] = [
  ...runFlags,
  {
    name: "out",
    kind: "text",
    placeholder: "<file.fkrun>",
    group: "Output",
    description: "Keep the run in this file",
  },
  {
    name: "json",
    kind: "switch",
    group: "Output",
    description: "Print one JSON object on stdout and nothing else there",
  },
];

export const runCommand: Command = {
  name: "run",
  usage: "--prompt <text> --reward <name|file> [flags]",
  description: "Runs N particles of a model, steered by one or more rewards, and prints what they became.",
  flags,
  examples: [
    'fk-steer run --prompt "Once upon a time" --reward sentiment --particles 8 --seed 1',
    "fk-steer run --reward rewards/cheerful.reward.ts --strength 20 --json --out cheerful.fkrun",
    "fk-steer run --reward sentiment --reward length --weight length=0.5 --param length.target=120 --standardise 16",
    'fk-steer run --prompt "The little dog" --prompt "It was raining" --reward sentiment --tempering linear',
    "fk-steer run --reward sentiment --proposal blocks --block-size 8 --refine 5",
  ],
  async run(args, signal) {
    const parsed = parseFlags(args, flags);
    const out = parsed.text("out");
    await using engine = createEngine();
    const specification = specificationOf(parsed, engine.builtinRewards());
    engine.configure(engineSettings(specification));
    const progress = createProgress(process.stderr);
    try {
      const start = { id: "run", specification, runFile: out === undefined ? undefined : resolve(out) };
      const result = await engine.start(start, (event) => progress.show(event), signal);
      progress.clear();
      process.stdout.write(parsed.has("json") ? `${JSON.stringify(resultJson(result))}\n` : resultTable(result));
      return 0;
    } finally {
      progress.clear();
    }
  },
};
