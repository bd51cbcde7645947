import { defineReward } from "../define.ts";
import { precision } from "./precision.ts";

/** What a text classifier of one's own says of one of its labels. */
export const classifier = defineReward({
  accepts: "text",
  description: "What a text classifier of yours says of a label",
  parameters: {
    model: {
      type: "string",
      default: "",
      description: "Folder of a text classifier in ONNX: its name in a model folder, or its absolute path",
    },
    label: {
      type: "string",
      default: "",
      description: "A label of its config.json, or its number; the only one, or the second of two, where empty",
    },
    measure: {
      type: "choice",
      choices: ["probability", "margin"],
      default: "probability",
      description: "Probability, or the margin by which the label leads, which has no ceiling",
    },
    precision,
  },
  score: (samples, { models, parameters: { model, label, measure, precision: asked } }) =>
    models.classify(
      samples.map((sample) => sample.text),
      model,
      { label, margin: measure === "margin", precision: asked },
    ),
});
