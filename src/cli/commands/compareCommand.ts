/** `fk-steer compare`: steering beside its baselines over several seeds, as a table or as JSON. */
import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createEngine } from "../../engine/engine.ts";
import { SteeringError, messageOf } from "../../errors.ts";
import { maxSeeds } from "../../protocol/comparison.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import { refuseOther } from "../../runfile/refuseOther.ts";
import { comparisonJson } from "../print/comparisonJson.ts";
import { comparisonTable } from "../print/comparisonTable.ts";
import { createComparisonProgress } from "../print/comparisonProgress.ts";
import { withNote } from "../print/table.ts";
import { print, printJson } from "../print/terminal.ts";
import { chunkOf, openingOf } from "../flags/engineFlags.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { holdoutOf } from "./holdout.ts";
import { runFlags } from "../flags/runFlags.ts";
import { sharingOf, specificationOf } from "../flags/specification.ts";

const defaultSeeds = 10;

const flags: readonly Flag[] = [
  // The baselines have nothing like votes, and which particle is kept first is another one for every seed.
  ...runFlags.filter(({ name }) => name !== "refine-particle" && name !== "pause"),
  {
    name: "seeds",
    group: "Comparison",
    kind: "number",
    placeholder: "<count>",
    description: `How many seeds, counted up from --seed, 1 to ${maxSeeds}`,
    standard: String(defaultSeeds),
  },
  {
    name: "holdout",
    group: "Comparison",
    kind: "text",
    placeholder: "<name|file>",
    description: "Reward that scores the final texts or images and steers nothing; none for none",
    standard: "what judges the reward, where there is such",
  },
  {
    name: "holdout-param",
    group: "Comparison",
    kind: "text",
    placeholder: "<key=value>",
    repeatable: true,
    description: "Parameter of the holdout reward",
  },
  {
    name: "out",
    group: "Output",
    kind: "text",
    placeholder: "<file.json>",
    description: "Write the JSON to this file too",
  },
  {
    name: "json",
    group: "Output",
    kind: "switch",
    description: "Print one JSON object on stdout and nothing else there",
  },
];

export const compareCommand: Command = {
  name: "compare",
  usage: "--prompt <text> --reward <name|file> [flags]",
  description:
    "Runs steering (fk) beside one unsteered output (base) and the best of as many unsteered ones (best-of-n), all with the same\n" +
    "nominal number of denoiser calls, once a seed; where steering is refined, the others have as many more samples. Prints means over the seeds with 95 % confidence intervals.",
  flags,
  examples: [
    'fk-steer compare --prompt "Once upon a time" --reward sentiment-lexicon --particles 8 --seeds 10',
    "fk-steer compare --reward rewards/cheerful.reward.ts --holdout readability --seeds 20 --json --out cheerful.json",
  ],
  async run(args, signal) {
    const parsed = parseFlags(args, flags);
    const out = parsed.text("out");
    const progress = createComparisonProgress(process.stderr);
    await using engine = createEngine({ onComparisonEvent: (_, event) => progress.show(event) });
    const builtins = await engine.call("rewards/list", undefined);
    const specification = specificationOf(parsed, builtins);
    const holdout = holdoutOf(parsed, builtins, specification.rewards);
    if (out !== undefined) await checkPlace(resolve(out));
    await using locks = new AsyncDisposableStack();
    if (out !== undefined) locks.use(await lockOutput(resolve(out)));
    const judged =
      holdout === undefined ? specification : { ...specification, rewards: [...specification.rewards, holdout] };
    await engine.call(
      "engine/configure",
      engineSettings(judged, parsed.all("models-folder"), chunkOf(parsed), openingOf(parsed)),
    );
    try {
      const request = { id: "comparison", specification, seeds: parsed.number("seeds") ?? defaultSeeds, holdout };
      const result = await engine.call("comparison/start", request, signal);
      progress.clear();
      const json = comparisonJson(result);
      // First what has been found: minutes of work must not be lost with the file.
      if (parsed.has("json")) printJson(json);
      else print(withNote(comparisonTable(result), sharingOf(parsed)));
      if (out !== undefined) await writeComparison(resolve(out), `${JSON.stringify(json)}\n`);
      return 0;
    } finally {
      progress.clear();
    }
  },
};

async function writeComparison(out: string, json: string): Promise<void> {
  try {
    await writeFile(out, json);
  } catch (cause) {
    const sentence = `The comparison could not be written to ${out}: ${messageOf(cause)}. Choose another --out.`;
    throw new SteeringError("run-file", sentence, { cause });
  }
}

/** Before minutes of work, not after. */
async function checkPlace(out: string): Promise<void> {
  try {
    await access(dirname(out), constants.W_OK);
  } catch (error) {
    throw new SteeringError(
      "specification-invalid",
      `--out cannot be written: ${dirname(out)} is no folder to write to.`,
      {
        details: { field: "out" },
        cause: error,
      },
    );
  }
  await refuseOther(out, '{"specification"', "comparison");
}
