/** What is known of a model before it is loaded, and how one is named. */
import type { Modality } from "./modality.ts";
import { plural } from "./numberWords.ts";
import { fileName } from "./rewardWords.ts";
import type { RunRequest } from "./specification.ts";

/** How much a model makes at once: tokens of a text, pixels of an image. */
export type Extent =
  | { readonly kind: "tokens"; readonly tokens: number }
  | { readonly kind: "pixels"; readonly width: number; readonly height: number };

/** Where a model comes from: with FK Steering, or from a model folder of the person's. */
export type ModelOrigin = "embedded" | "folder";

/** Whether it can be run, or why not. */
export type ModelState = { readonly kind: "ready" } | { readonly kind: "broken"; readonly problem: string };

export interface ModelInfo {
  /** Name to ask for it by: its folder's name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly modality: Modality;
  readonly path: string;
  readonly origin: ModelOrigin;
  readonly state: ModelState;
  /** Undefined where its folder does not say it. */
  readonly extent: Extent | undefined;
  /** All its files together. */
  readonly bytes: number;
  /** Steps that suit it. */
  readonly steps: number;
  /** What is done with a text model's graph that its inputs and outputs do not say, and which file says it: "shifted logits (config.json)". */
  readonly conventions: readonly string[];
  /** What a person should know before choosing it, if anything. */
  readonly note: string | undefined;
}

/** A model is named by its name or by the path of its folder. */
export function isNamed({ name, path }: Pick<ModelInfo, "name" | "path">, named: string): boolean {
  return name === named || path === named;
}

/** "stories × other": whose probabilities a run multiplies, or its only model. A folder goes by its own name. */
export function modelsOf({ model, composition }: Pick<RunRequest, "model" | "composition">, name = model): string {
  return composition?.kind === "models" ? `${name} × ${fileName(composition.model)}` : name;
}

/** Why it cannot be used, if so. */
export function modelProblem({ state }: Pick<ModelInfo, "state">): string | undefined {
  return state.kind === "broken" ? state.problem : undefined;
}

/** "64 tokens", "32 × 32"; "" where it is not known. */
export function extentWords({ extent }: Pick<ModelInfo, "extent">): string {
  if (extent === undefined) return "";
  return extent.kind === "tokens" ? plural(extent.tokens, "token") : `${extent.width} × ${extent.height}`;
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
