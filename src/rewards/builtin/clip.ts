import { defineReward } from "../define.ts";
import { precision } from "./precision.ts";

/** CLIP's cosines lie between 0 and about 0.4 (Hessel et al. 2021, CLIPScore: w = 2.5). */
const stretch = 2.5;

/**
 * How well an image shows its prompt, by a CLIP of one's own: CLIPScore, 2.5 times the cosine of their embeddings. Unlike there what is below 0
 * stays so: early in a run, when nothing can be seen yet, one particle should still be better than another.
 */
export const clip = defineReward({
  accepts: "image",
  description: "How well the image shows its prompt, by a CLIP model of yours: CLIPScore, mostly between 0 and 1",
  parameters: {
    model: {
      type: "string",
      default: "",
      description: "Folder of a CLIP model in ONNX: its name in a model folder, or its absolute path",
    },
    precision,
  },
  async score(samples, { models, parameters: { model, precision: asked } }) {
    const cosines = await models.clip(samples, model, { precision: asked });
    return cosines.map((cosine) => stretch * cosine);
  },
});
