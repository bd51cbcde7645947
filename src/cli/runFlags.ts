/** The flags that say what a run is. */
import { deviceNames, maxIterations, maxParticles } from "../protocol/specification.ts";
import { chunkFlag } from "./chunkFlag.ts";
import type { Flag } from "./flags.ts";
import { imageFlags } from "./imageFlags.ts";
import { steeringFlags } from "./steeringFlags.ts";
import { textFlags } from "./textFlags.ts";

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
    description: `Model to run (default ${defaultModel}; see fk-steer models)`,
  },
  modelsFolderFlag,
  {
    name: "prompt",
    kind: "text",
    repeatable: true,
    description:
      "Text that the result continues, or what an image shows; further ones run beside it, each with particles of its own",
  },
  { name: "suffix", kind: "text", field: "suffix", description: "Text that the result leads up to" },
  {
    name: "particles",
    kind: "number",
    field: "particles",
    description: `Particles of each prompt, 1 to ${maxParticles} (default 8)`,
  },
  {
    name: "steps",
    kind: "number",
    field: "steps",
    description: "Steps from noise to sample (default: what suits the model, 64 for texts)",
  },
  {
    name: "seed",
    kind: "number",
    field: "seed",
    description: "Seed; the same seed gives the same result (default 0)",
  },
  {
    name: "refine",
    kind: "number",
    field: "refine.iterations",
    placeholder: "<iterations>",
    description: `Go on with particle Gibbs, 1 to ${maxIterations} times: run again with one particle's path kept`,
  },
  {
    name: "refine-particle",
    kind: "number",
    field: "refine.particle",
    placeholder: "<index>",
    needs: [{ flag: "refine" }],
    description: "Particle whose path is kept first (default: the best)",
  },
  {
    name: "device",
    kind: "text",
    field: "device",
    placeholder: `<${deviceNames.join("|")}>`,
    description: "Where the model runs (default auto)",
  },
];

const rewards: readonly Flag[] = [
  {
    name: "reward",
    kind: "text",
    placeholder: "<name|file>",
    repeatable: true,
    description: "Reward to steer by: a built-in name or a .reward.ts file (see fk-steer rewards)",
  },
  {
    name: "weight",
    kind: "text",
    placeholder: "<name=number>",
    repeatable: true,
    description: "Weight of a reward among several (default 1)",
  },
  {
    name: "param",
    kind: "text",
    placeholder: "<name.key=value>",
    repeatable: true,
    description: "Parameter of a reward",
  },
  {
    name: "standardise",
    kind: "number",
    field: "standardise",
    placeholder: "<particles>",
    description: "Measure each reward's mean and spread on so many unsteered particles first, and count in those units",
  },
];

const inGroup = (group: string, flags: readonly Flag[]): Flag[] => flags.map((flag) => ({ ...flag, group }));

export const runFlags: readonly Flag[] = [
  ...inGroup("What to run", whatToRun),
  ...inGroup("Rewards", rewards),
  ...inGroup("Steering", steeringFlags),
  ...inGroup("Text", textFlags),
  ...inGroup("Images", [...imageFlags, chunkFlag]),
];
