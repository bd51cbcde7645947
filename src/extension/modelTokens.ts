/** How long a model's texts are. Pure. */
import type { ModelInfo } from "../protocol/modelInfo.ts";

const shortest = 64;

/** In tokens; where the model does not say it, as few as a model of texts has. */
export function modelTokens(model: Pick<ModelInfo, "extent"> | undefined): number {
  return model?.extent?.kind === "tokens" ? model.extent.tokens : shortest;
}
