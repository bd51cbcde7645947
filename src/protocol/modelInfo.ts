/** What is known of a model before it is loaded, and how one is named. */
import type { Modality } from "./modality.ts";

export interface ModelInfo {
  /** Name to ask for it by: its folder's name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly modality: Modality;
  readonly path: string;
  readonly embedded: boolean;
  /** Tokens or pixels, for people: "64 tokens". */
  readonly size: string;
  /** Steps that suit it. */
  readonly steps: number;
  /** What is done with a text model's graph that its inputs and outputs do not say, and which file says it: "shifted logits (config.json)". */
  readonly conventions: readonly string[];
  /** What a person should know before choosing it, if anything. */
  readonly note: string | undefined;
  /** Why it cannot be used, if so. */
  readonly problem: string | undefined;
}

/** A model is named by its name or by the path of its folder. */
export function isNamed({ name, path }: Pick<ModelInfo, "name" | "path">, named: string): boolean {
  return name === named || path === named;
}

/** One thing that is known of a model before it is loaded, and who says it. */
export interface ModelFact {
  /** "channels". */
  readonly what: string;
  readonly value: string;
  /** A file of the folder, or of what kind of model it is assumed. */
  readonly from: string;
  /** True: nothing in the folder says it. */
  readonly assumed: boolean;
}
