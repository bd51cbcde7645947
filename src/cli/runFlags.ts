/** The flags that say what a run is. */
import { deviceNames, maxParticles } from "../protocol/specification.ts";
import { potentialNames, resamplerNames, resamplingNames } from "../steering/policy.ts";
import type { Flag } from "./flags.ts";

/** The model that a run uses when none is named: the embedded one. */
export const defaultModel = "stories";

export const runFlags: readonly Flag[] = [
  {
    name: "model",
    kind: "text",
    placeholder: "<name|folder>",
    description: `Model to run (default ${defaultModel}; see fk-steer models)`,
  },
  { name: "prompt", kind: "text", description: "Text that the result continues" },
  { name: "suffix", kind: "text", description: "Text that the result leads up to" },
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
  { name: "particles", kind: "number", description: `Particles, 1 to ${maxParticles} (default 8)` },
  { name: "steps", kind: "number", description: "Steps from noise to text (default 64)" },
  { name: "strength", kind: "number", description: "Strength λ of the tilt; 0 is unsteered (default 10)" },
  {
    name: "potential",
    kind: "text",
    placeholder: `<${potentialNames.join("|")}>`,
    description: "How the reward is paid out over the steps (default difference)",
  },
  {
    name: "resampler",
    kind: "text",
    placeholder: `<${resamplerNames.join("|")}>`,
    description: "Resampling scheme (default systematic)",
  },
  {
    name: "resampling",
    kind: "text",
    placeholder: `<${resamplingNames.join("|")}>`,
    description: "When to resample (default adaptive: when ESS falls below --ess)",
  },
  {
    name: "ess",
    kind: "number",
    placeholder: "<fraction>",
    description: "Resample below this fraction of the particles, 0 to 1 (default 0.5)",
  },
  {
    name: "every",
    kind: "number",
    placeholder: "<steps>",
    description: "Score every so many steps (default 4); the last step always is",
  },
  { name: "draws", kind: "number", description: "Clean samples drawn to score a noisy particle (default 4)" },
  { name: "temperature", kind: "number", description: "Temperature of token draws (default: the model's own)" },
  {
    name: "length",
    kind: "number",
    placeholder: "<tokens>",
    description: "Most tokens to write (default: as many as fit)",
  },
  { name: "seed", kind: "number", description: "Seed; the same seed gives the same result (default 0)" },
  {
    name: "device",
    kind: "text",
    placeholder: `<${deviceNames.join("|")}>`,
    description: "Where the model runs (default auto)",
  },
];
