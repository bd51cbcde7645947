import { defineReward } from "../define.ts";
import { brightness as luminance } from "../helpers.ts";

/** How near an image's mean luminance comes to a target: 1 at the target, 0 when it is off by the whole range. */
export const brightness = defineReward({
  accepts: "image",
  description: "Nearness of the mean brightness to a target: 1 at the target",
  parameters: {
    target: { type: "number", default: 1, min: 0, max: 1, step: 0.05, description: "0 is black, 1 is white" },
  },
  score: (samples, { parameters: { target } }) => samples.map((image) => 1 - Math.abs(luminance(image) - target)),
});
