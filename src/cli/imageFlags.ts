/** The flags of image models: how they follow a prompt, and by which rule they step. */
import type { Flag } from "./flags.ts";

export const imageFlags: readonly Flag[] = [
  {
    name: "width",
    kind: "number",
    field: "width",
    placeholder: "<pixels>",
    description: "Width of the images (default: the model's own)",
  },
  {
    name: "height",
    kind: "number",
    field: "height",
    placeholder: "<pixels>",
    description: "Height of the images (default: the model's own)",
  },
  {
    name: "negative-prompt",
    kind: "text",
    field: "negativePrompt",
    description: "What the images are not to show",
  },
  {
    name: "guidance",
    kind: "number",
    field: "guidance",
    placeholder: "<scale>",
    description: "Guidance scale; up to 1 is none, as turbo models want it (default: the model's own)",
  },
  {
    name: "sampler",
    kind: "text",
    field: "sampler.kind",
    placeholder: "<ddpm|ddim|euler-ancestral|lcm|flow-match|dpm++-sde>",
    description: "Rule of the steps (default: the model's own, or one that draws noise where that draws none)",
  },
  {
    name: "eta",
    kind: "number",
    field: "sampler.eta",
    needs: [{ flag: "sampler", value: "ddim" }],
    description: "ddim: share of DDPM's noise, 0 to 1 (default 1); with 0 copies of a particle never part",
  },
];
