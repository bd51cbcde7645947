/** `fk-steer models`: what can be run, and what is known of one. */
import { createEngine } from "../../engine/engine.ts";
import { SteeringError } from "../../errors.ts";
import { extentWords, modelProblem, type ModelInfo } from "../../protocol/modelInfo.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { modelsFolderFlag } from "../flags/runFlags.ts";
import { modelName } from "../flags/specification.ts";
import { table } from "../print/table.ts";
import { print, printJson } from "../print/terminal.ts";

const flags: readonly Flag[] = [modelsFolderFlag, { name: "json", kind: "switch", description: "Print JSON" }];

export const modelsCommand: Command = {
  name: "models",
  usage: "[show <model|folder>] [flags]",
  description:
    "Lists the models that come with FK Steering, and those of --models-folder. `show` tells what is known of one before it is loaded, and whether its graph, a file or nothing but its family says so.",
  flags,
  examples: ["fk-steer models", "fk-steer models show ./models/sd-turbo"],
  async run(args) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const shown = modelToShow(parsed.positionals);
    await using engine = createEngine();
    await engine.call("engine/configure", engineSettings(undefined, parsed.all("models-folder")));
    if (shown !== undefined) {
      const facts = await engine.call("models/show", { model: modelName(shown) });
      const found = facts.map(({ what, value, from, assumed }) => [what, assumed ? `assumed: ${from}` : from, value]);
      if (parsed.has("json")) printJson(facts);
      else print(table(["fact", "from", "value"], found));
      return 0;
    }
    const models = await engine.call("models/list", undefined);
    const rows = models.map((model) => [
      model.name,
      model.modality,
      extentWords(model),
      modelProblem(model) ?? wordsOn(model),
    ]);
    if (parsed.has("json")) printJson(models);
    else print(table(["model", "kind", "size", "description"], rows));
    return 0;
  },
};

/** The model after `show`; undefined where the list is asked for. */
function modelToShow([verb, model, ...rest]: readonly string[]): string | undefined {
  if (verb === undefined) return undefined;
  if (verb === "show" && model !== undefined && rest.length === 0) return model;
  throw new SteeringError(
    "specification-invalid",
    "Write `fk-steer models`, or `fk-steer models show <model|folder>`.",
  );
}

/** What it is, what to know of it, and how its graph is read. */
function wordsOn({ description, note, conventions }: ModelInfo): string {
  const read = conventions.length === 0 ? [] : [`Read with: ${conventions.join(", ")}.`];
  return [description, ...(note === undefined ? [] : [note]), ...read].join(" ");
}
