import { defineReward } from "../define.ts";
import { precision } from "./precision.ts";

/** How likely a causal language model of one's own finds the text: its mean log-probability a token, the logarithm of 1 / perplexity. */
export const likelihood = defineReward({
  accepts: "text",
  description: "How likely a language model of yours finds the text: mean log-probability of a token, at most 0",
  parameters: {
    model: {
      type: "string",
      default: "",
      description: "Folder of a causal language model in ONNX: its name in a model folder, or its absolute path",
    },
    precision,
  },
  score: (samples, { models, parameters: { model, precision: asked } }) =>
    models.likelihood(
      samples.map((sample) => sample.text),
      model,
      { precision: asked },
    ),
});
