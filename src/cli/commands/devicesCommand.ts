/** `fk-steer devices`: what this machine could run a model on, tried. */
import { createEngine } from "../../engine/engine.ts";
import { deviceWords, takenWords } from "../../protocol/devices.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { defaultModel, modelsFolderFlag } from "../flags/runFlags.ts";
import { modelName } from "../flags/specification.ts";
import { table } from "../print/table.ts";
import { print, printJson } from "../print/terminal.ts";

const flags: readonly Flag[] = [
  {
    name: "model",
    kind: "text",
    placeholder: "<name|folder>",
    standard: defaultModel,
    description: "The model to try them with: what is fast for one is not for another",
  },
  modelsFolderFlag,
  { name: "json", kind: "switch", description: "Print JSON" },
];

export const devicesCommand: Command = {
  name: "devices",
  usage: "[flags]",
  description:
    "Tries every device of this machine with a model, each in a process of its own: whether it works, how long one call of the denoiser takes, and how far its numbers are from the CPU's. One whose numbers are wrong is never used.",
  flags,
  examples: ["fk-steer devices", "fk-steer devices --model ./models/sd-turbo --json"],
  async run(args, signal) {
    const parsed = parseFlags(args, flags);
    await using engine = createEngine();
    await engine.call("engine/configure", engineSettings(undefined, parsed.all("models-folder")));
    const model = modelName(parsed.text("model") ?? defaultModel);
    const checks = await engine.call("devices/check", { model }, signal);
    if (parsed.has("json")) printJson(checks);
    else {
      const rows = checks.devices.map((one) => [one.device, one.reason === undefined ? "yes" : "no", deviceWords(one)]);
      print(table(["device", "works", "figures"], rows));
      print(takenWords(checks));
    }
    return 0;
  },
};
