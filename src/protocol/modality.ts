/**
 * What models make, and all that is said of it or done with it without its own tools. A modality is a row; how its samples come about is a
 * `RunModel`, how the page draws them a face (`webview/particles/faces.ts`). Pure.
 */
import type { ImageView, SampleView, TextView } from "./particle.ts";

/** The samples of each modality, as they are shown. */
interface Views {
  readonly text: TextView;
  readonly image: ImageView;
}

/** What a model makes. */
export type Modality = keyof Views;

interface ModalityRow<View> {
  /** One sample, and several. */
  readonly one: string;
  readonly many: string;
  /** What its own settings stand under. */
  readonly title: string;
  /** What a model does: "writes text". */
  readonly making: string;
  /** What a prompt is, where one is asked for in a form. */
  readonly prompt: string;
  /** A prediction tells several clean samples apart, so that more draws of it, or candidates, mean something. */
  readonly manyOutcomes: boolean;
  /** A run file has all that a reward is given, so that a run can be scored again. */
  readonly isScoredAgain: boolean;
  /** Views come smaller at first, and whole where somebody stays with them. */
  readonly hasThumbnails: boolean;
  /** Particles with the same key are shown as one. Undefined: like no other. */
  foldKey(view: View): string | undefined;
  /** What was written, by which texts are searched, compared and told apart; undefined where nothing is. */
  written(view: View): string | undefined;
  /** In a row of a table. */
  label(view: View): string;
  /** To who listens. */
  spoken(view: View): string;
  /** For programs. */
  json(view: View): object;
  /** Some of it is a guess still. */
  isUnfinished(view: View): boolean;
}

export const modalities: { readonly [Name in Modality]: ModalityRow<Views[Name]> } = {
  text: {
    one: "text",
    many: "texts",
    title: "Text",
    making: "writes text",
    prompt: "The text to continue; empty writes freely",
    manyOutcomes: true,
    isScoredAgain: true,
    hasThumbnails: false,
    foldKey: ({ text }) => text,
    written: ({ generated }) => generated,
    label: ({ text }) => text,
    spoken: ({ generated }) => generated,
    json: ({ text }) => ({ text }),
    isUnfinished: ({ pieces }) => pieces.some(({ masked }) => masked),
  },
  image: {
    one: "image",
    many: "images",
    title: "Image",
    making: "makes images",
    prompt: "What the image shows",
    manyOutcomes: false,
    isScoredAgain: false,
    hasThumbnails: true,
    // A picture that is missing.
    foldKey: ({ png }) => (png === "" ? undefined : png),
    written: () => undefined,
    label: ({ width, height }) => `${width} × ${height} pixels`,
    spoken: () => "An image",
    json: ({ width, height }) => ({ width, height }),
    isUnfinished: () => false,
  },
};

/** What is assumed of a model that is not known (yet). */
export const usualModality: Modality = "text";

/** The row of what is shown. */
export function modalityOf({ modality }: SampleView): ModalityRow<SampleView> {
  return modalities[modality];
}

/** Of samples of one kind: what they are. */
export function modalityOfAll(views: readonly SampleView[]): Modality {
  return views[0]?.modality ?? usualModality;
}

/** Said of things that are not of this modality: "images" beside texts. */
export function othersThan(modality: Modality): string {
  return Object.entries(modalities)
    .flatMap(([name, { many }]) => (name === modality ? [] : [many]))
    .join(" and ");
}
