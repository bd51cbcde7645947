/** `fk-steer run`: one steered run, as a table or as JSON. */
import { resolve } from "node:path";
import { createEngine } from "../../engine/engine.ts";
import { SteeringError } from "../../errors.ts";
import { findingsOf, noGenealogy, withGeneration } from "../../protocol/grownGenealogy.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import { chunkOf, openingOf } from "../flags/engineFlags.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag, type ParsedFlags } from "../flags/flags.ts";
import { writeImages } from "../print/imageFiles.ts";
import { createProgress } from "../print/progress.ts";
import { resultJson } from "../print/result.ts";
import { resultTable } from "../print/resultTable.ts";
import { runFlags } from "../flags/runFlags.ts";
import { specificationOf } from "../flags/specification.ts";
import { shown } from "../print/terminal.ts";

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
    const out = pathOf(parsed, "out");
    const folder = pathOf(parsed, "out-dir");
    const progress = createProgress(process.stderr);
    let genealogy = noGenealogy;
    await using engine = createEngine({
      onRunEvent(_, event) {
        progress.show(event);
        if (event.kind !== "step" || event.pass.kind !== "run" || event.scoring === undefined) return;
        genealogy = withGeneration(genealogy, event.steps, event.step, event.scoring);
      },
    });
    const specification = specificationOf(parsed, await engine.call("rewards/list", undefined));
    const settings = engineSettings(specification, parsed.all("models-folder"), chunkOf(parsed), openingOf(parsed));
    await engine.call("engine/configure", settings);
    await using locks = new AsyncDisposableStack();
    if (folder !== undefined) locks.use(await lockOutput(folder));
    try {
      const result = await engine.call("run/start", { id: "run", specification, runFile: out }, signal);
      progress.clear();
      const findings = findingsOf(genealogy, specification);
      // What cannot be kept is printed all the same, and then said.
      const images =
        folder === undefined ? { files: [], problem: undefined } : await writeImages(result, findings, folder);
      process.stdout.write(
        parsed.has("json")
          ? `${JSON.stringify(resultJson(result, findings, images.files))}\n`
          : shown(resultTable(result, findings)),
      );
      if (result.unkept !== undefined) throw new SteeringError("run-file", result.unkept);
      if (images.problem !== undefined) throw images.problem;
      return 0;
    } finally {
      progress.clear();
    }
  },
};

function pathOf(parsed: ParsedFlags, name: string): string | undefined {
  const path = parsed.text(name);
  return path === undefined ? undefined : resolve(path);
}
