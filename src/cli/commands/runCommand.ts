/** `fk-steer run`: one steered run, as a table or as JSON. */
import { chunkOf, openingOf } from "../flags/engineFlags.ts";
import type { RunResult } from "../../protocol/run.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { outFlag, outputFlags, pathOf, runToEnd } from "./runToEnd.ts";
import { runFlags } from "../flags/runFlags.ts";
import { sharingOf, specificationOf } from "../flags/specification.ts";

const flags: readonly Flag[] = [...runFlags, outFlag, ...outputFlags];

export const runCommand: Command = {
  name: "run",
  usage: "--prompt <text> --reward <name|file> [flags]",
  description: "Runs N particles of a model, steered by one or more rewards, and prints what they became.",
  flags,
  examples: [
    'fk-steer run --prompt "Once upon a time" --reward sentiment-lexicon --particles 8 --seed 1',
    "fk-steer run --reward rewards/cheerful.reward.ts --strength 20 --json --out cheerful.fkrun",
    "fk-steer run --reward sentiment-lexicon --reward length --weight length=0.5 --param length.target=120 --standardise 16",
    'fk-steer run --prompt "The little dog" --prompt "It was raining" --reward sentiment-lexicon --tempering linear',
    "fk-steer run --reward sentiment-lexicon --pause resampling --out voted.fkrun",
    "fk-steer run --reward sentiment-lexicon --proposal blocks --block-size 8 --refine 5",
    'fk-steer run --model emoji-scenes --prompt "a purple car and a green book" --reward prompt-match --particles 4 --out-dir scenes',
  ],
  async run(args, signal) {
    const parsed = parseFlags(args, flags);
    const out = pathOf(parsed, "out");
    return runToEnd(parsed, async (engine) => {
      const specification = specificationOf(parsed, await engine.call("rewards/list", undefined));
      const settings = engineSettings(specification, parsed.all("models-folder"), chunkOf(parsed), openingOf(parsed));
      const start = (): Promise<RunResult> =>
        engine.call("run/start", { id: "run", specification, runFile: out }, signal);
      return { settings, runFile: out, start, note: sharingOf(parsed) };
    });
  },
};
