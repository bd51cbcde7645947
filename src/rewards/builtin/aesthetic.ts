import { defineReward } from "../define.ts";
import { precision } from "./precision.ts";

/** How much people like an image, by a head on a CLIP of one's own that learned from their ratings. */
export const aesthetic = defineReward({
  accepts: "image",
  description: "How much people like the image, by a head of yours on a CLIP: of LAION's predictors about 1 to 10",
  parameters: {
    model: {
      type: "string",
      default: "",
      description:
        "Folder of a CLIP model in ONNX with an aesthetic.onnx: its name in a model folder, or its absolute path",
    },
    precision,
  },
  score: (samples, { models, parameters: { model, precision: asked } }) =>
    models.aesthetic(samples, model, { precision: asked }),
});
