/** How long a model's texts are. Pure. */
import type { ModelInfo } from "../protocol/modelInfo.ts";

const shortest = 64;

/** Tokens, from the size that people read ("128 tokens"). */
export function modelTokens(model: ModelInfo | undefined): number {
  const digits = /\d[\d.,\s]*/.exec(model?.size ?? "")?.[0].replaceAll(/\D/g, "");
  const tokens = Number(digits ?? "");
  return tokens > 0 ? tokens : shortest;
}
