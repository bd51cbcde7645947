/** `fk-steer models`: what can be run. */
import { createEngine } from "../engine/engine.ts";
import type { ModelInfo } from "../protocol/modelInfo.ts";
import { engineSettings } from "./engineFolders.ts";
import { parseFlags, type Command, type Flag } from "./flags.ts";
import { modelsFolderFlag } from "./runFlags.ts";
import { table } from "./table.ts";

const flags: readonly Flag[] = [modelsFolderFlag, { name: "json", kind: "switch", description: "Print JSON" }];

export const modelsCommand: Command = {
  name: "models",
  usage: "[flags]",
  description: "Lists the models that come with FK Steering. A folder of your own is named by its path.",
  flags,
  examples: ["fk-steer models"],
  async run(args) {
    const parsed = parseFlags(args, flags);
    await using engine = createEngine();
    await engine.call("engine/configure", engineSettings(undefined, parsed.all("models-folder")));
    const models = await engine.call("models/list", undefined);
    const rows = models.map((model) => [model.name, model.modality, model.size, model.problem ?? wordsOn(model)]);
    process.stdout.write(
      parsed.has("json") ? `${JSON.stringify(models)}\n` : table(["model", "kind", "size", "description"], rows),
    );
    return 0;
  },
};

/** What it is, what to know of it, and how its graph is read. */
function wordsOn({ description, note, conventions }: ModelInfo): string {
  const read = conventions.length === 0 ? [] : [`Read with: ${conventions.join(", ")}.`];
  return [description, ...(note === undefined ? [] : [note]), ...read].join(" ");
}
