/** `fk-steer run`: one steered run, as a table or as JSON. */
import { resolve } from "node:path";
import { createEngine } from "../engine/engine.ts";
import { chunkOf } from "./chunkFlag.ts";
import { engineSettings } from "./engineFolders.ts";
import { parseFlags, type Command, type Flag } from "./flags.ts";
import { writeImages } from "./imageFiles.ts";
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
    name: "out-dir",
    kind: "text",
    placeholder: "<folder>",
    group: "Output",
    description: "Images: write a PNG for each particle, a contact sheet and run.json into this folder",
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
    'fk-steer run --model emoji-scenes --prompt "a purple car and a green book" --reward prompt-match --particles 4 --out-dir scenes',
  ],
  async run(args, signal) {
    const parsed = parseFlags(args, flags);
    const out = parsed.text("out");
    await using engine = createEngine();
    const specification = specificationOf(parsed, engine.builtinRewards());
    engine.configure(engineSettings(specification, parsed.all("models-folder"), chunkOf(parsed)));
    const progress = createProgress(process.stderr);
    try {
      const start = { id: "run", specification, runFile: out === undefined ? undefined : resolve(out) };
      const result = await engine.start(start, (event) => progress.show(event), signal);
      progress.clear();
      const folder = parsed.text("out-dir");
      const files = folder === undefined ? [] : await writeImages(result, resolve(folder));
      process.stdout.write(parsed.has("json") ? `${JSON.stringify(resultJson(result, files))}\n` : resultTable(result));
      return 0;
    } finally {
      progress.clear();
    }
  },
};
