/** How a model takes its guidance scale, as diffusers' pipeline of its class does, and what of a run's wishes that leaves in vain. Pure. */
import { asNumber, type JsonObject } from "../../folders/json.ts";
import type { Port } from "../../onnx/port.ts";
import type { Pipeline } from "./pipelines.ts";

/**
 * - `two passes`: classifier-free guidance, at scales above 1; at 1 and below one pass with the prompt alone.
 * - `told`: distilled so that the network is told the scale, in one pass.
 * - `none`: distilled to go without, or a model without a prompt.
 */
export type Guiding = "two passes" | "told" | "none";

export function guidingOf(
  { inputs }: { readonly inputs: readonly Port[] },
  { conditioner, heedsGuidance }: Pick<Pipeline, "conditioner" | "heedsGuidance">,
): Guiding {
  if (conditioner === undefined || !heedsGuidance) return "none";
  return inputs.some(({ name }) => name === "timestep_cond" || name === "guidance") ? "told" : "two passes";
}

/** The same from the denoiser's config.json, before its graph is loaded. */
export function guidingSaid(
  { conditioner, heedsGuidance }: Pick<Pipeline, "conditioner" | "heedsGuidance">,
  config: JsonObject,
): Guiding {
  if (conditioner === undefined || !heedsGuidance) return "none";
  const isTold = config["guidance_embeds"] === true || asNumber(config["time_cond_proj_dim"]) !== undefined;
  return isTold ? "told" : "two passes";
}

/** A sentence for who chooses a model: which scale it wants. Undefined for one without a prompt. */
export function guidanceAdvice(
  guiding: Guiding,
  { conditioner }: Pick<Pipeline, "conditioner">,
  scale: number,
): string | undefined {
  if (conditioner === undefined) return undefined;
  switch (guiding) {
    case "told":
      return `It is told its guidance, ${scale} unless you say otherwise, and makes one pass.`;
    case "none":
      return "It was distilled to go without guidance.";
    default:
      return `Guidance ${scale} unless you say otherwise; up to 1 there is none, in half the passes, as distilled (turbo) models want it.`;
  }
}

/** A sentence: what a run asks for that changes nothing. Undefined where everything counts. */
export function inVain(model: string, guiding: Guiding, scale: number, negativePrompt: string): string | undefined {
  const isNegative = negativePrompt.trim() !== "";
  switch (guiding) {
    case "told":
      return isNegative
        ? `The model ${model} is told its guidance and makes no second pass, so the negative prompt changes nothing.`
        : undefined;
    case "none":
      if (scale <= 1 && !isNegative) return undefined;
      return `The model ${model} was distilled to go without guidance, so ${isNegative ? "neither the negative prompt nor a guidance scale changes anything" : "the guidance scale changes nothing"}.`;
    default:
      return isNegative && scale <= 1
        ? `Guidance of ${scale} is none: the model ${model} makes one pass with the prompt alone, so the negative prompt changes nothing. Ask for guidance above 1 to use it.`
        : undefined;
  }
}
