/** What models that set images beside prompts differ in by their family: CLIP (Radford et al. 2021) and SigLIP (Zhai et al. 2023). Pure. */
import { asString, type JsonObject } from "../folders/json.ts";

export interface ClipFamily {
  readonly name: "CLIP" | "SigLIP";
  /** What an encoder's graph calls its embeddings, in the order of preference. */
  readonly outputs: { readonly text: readonly string[]; readonly vision: readonly string[] };
  /** Tokens of a prompt where neither graph nor configuration says so; undefined: the tokenizer's own. */
  readonly length: number | undefined;
  /** Side of an image where nothing says so. */
  readonly side: number | undefined;
  /** Trained on prompts whose padding nothing hides: a mask, where a graph asks for one, is all ones. */
  readonly readsPadding: boolean;
  /** By channel, of images scaled to 0 … 1. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

const clip: ClipFamily = {
  name: "CLIP",
  outputs: { text: ["text_embeds"], vision: ["image_embeds"] },
  length: undefined,
  side: undefined,
  readsPadding: false,
  mean: [0.481_454_66, 0.457_827_5, 0.408_210_73],
  deviation: [0.268_629_54, 0.261_302_58, 0.275_777_11],
};

/** Its encoders end with their heads, so that what a CLIP's graph has before its projection is the embedding itself. */
const siglip: ClipFamily = {
  name: "SigLIP",
  outputs: { text: ["text_embeds", "pooler_output"], vision: ["image_embeds", "pooler_output"] },
  length: 64,
  side: 224,
  readsPadding: true,
  mean: [0.5, 0.5, 0.5],
  deviation: [0.5, 0.5, 0.5],
};

/** Of a folder's `config.json`, and where it says none of what its images are prepared by; what names no family is a CLIP. */
export function clipFamily(config: JsonObject, prepared: JsonObject = {}): ClipFamily {
  const named = asString(config["model_type"]) ?? asString(prepared["image_processor_type"]) ?? "";
  return isSiglip(named) ? siglip : clip;
}

/** Whether a folder's `config.json` names one of them. */
export function namesClip(config: JsonObject | undefined): boolean {
  const named = asString(config?.["model_type"]) ?? "";
  return named.includes("clip") || isSiglip(named);
}

/** `siglip`, `siglip2`, `SiglipImageProcessor`. */
function isSiglip(named: string): boolean {
  return /^siglip/iu.test(named);
}
