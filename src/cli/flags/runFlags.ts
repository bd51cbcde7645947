/** The flags that say what a run is. */
import { chunkFlag, openingFlags } from "./engineFlags.ts";
import { fieldFlags } from "./fieldFlags.ts";
import { presetFlagName, presetNames, usualPreset } from "../../protocol/presets.ts";
import type { Flag } from "./flags.ts";

/** The model that a run uses when none is named: the embedded one. */
export const defaultModel = "stories";

/** For names of models: of what is run, and of what rewards ask. */
export const modelsFolderFlag: Flag = {
  name: "models-folder",
  kind: "text",
  placeholder: "<folder>",
  repeatable: true,
  description: "Folder with models, which can then be named by their folders' names",
};

const whatToRun: readonly Flag[] = [
  {
    name: "model",
    kind: "text",
    placeholder: "<name|folder>",
    standard: defaultModel,
    description: "Model to run, by its name or folder (see fk-steer models)",
  },
  modelsFolderFlag,
  {
    name: "prompt",
    kind: "text",
    repeatable: true,
    description:
      "Text that the result continues, or what an image shows; further ones run beside it, each with particles of its own",
  },
];

const rewards: readonly Flag[] = [
  {
    name: "reward",
    kind: "text",
    placeholder: "<name|file>",
    repeatable: true,
    description:
      "Reward to steer by: a built-in name or a .reward.ts file (see fk-steer rewards); of several, their weighted sum",
  },
  {
    name: "weight",
    kind: "text",
    placeholder: "<name=number>",
    repeatable: true,
    standard: "1",
    description: "Weight of a reward among several; name#2 is the second of that name",
  },
  {
    name: "param",
    kind: "text",
    placeholder: "<name.key=value>",
    repeatable: true,
    description: "Parameter of a reward; name#2 is the second of that name",
  },
];

export const presetFlag: Flag = {
  name: presetFlagName,
  kind: "text",
  placeholder: `<${presetNames.join("|")}>`,
  standard: usualPreset,
  description:
    "Settings of steering that go together, which other flags then change one by one; where it has islands, they share --particles",
};

const groups = ["What to run", "Rewards", "Steering", "Text", "Images"] as const;

/** Flags of a run that a field of its specification alone does not say. */
const others: Readonly<Record<string, readonly Flag[]>> = {
  "What to run": [...whatToRun, ...openingFlags],
  Rewards: rewards,
  Steering: [presetFlag],
};

export const runFlags: readonly Flag[] = groups.flatMap((group) => [
  ...(others[group] ?? []).map((flag) => ({ ...flag, group })),
  ...fieldFlags.filter((flag) => flag.group === group),
  ...(group === "Images" ? [{ ...chunkFlag, group }] : []),
]);
