/** What a row of `runFields` says of a setting of a run, besides what its schema knows, and sentences in a face's own words for settings. Pure. */
import type { Modality } from "./modality.ts";
import type { NamedField, Sentence } from "../errors.ts";

/** For people: a short name, and what it means in a sentence without its end. */
export type Words = readonly [label: string, title: string];

export interface FlagWords {
  /** Without dashes. */
  readonly name: string;
  /** What it sets, and what of that: all of it by default. */
  readonly help: string;
  /** What stands for the value in `--help`. */
  readonly placeholder?: string;
  /** It takes no value and sets this one. */
  readonly sets?: string | boolean;
}

/** A value that a person sets. */
export interface FieldWords {
  readonly label: string;
  readonly title: string;
  readonly flag?: FlagWords;
  /** What holds where it is left empty and the schema has no default. */
  readonly empty?: string;
  /** What one press of an arrow key adds. */
  readonly step?: number;
  /** It means something only where its neighbour, or another part of its choice, has this value. */
  readonly onlyWith?: readonly [name: string, value: string];
  /** False: a flag says it, and the form does not. */
  readonly inForm?: false;
  /** Words for the names to choose from. */
  readonly options?: Readonly<Record<string, Words>>;
}

/** Whether a value means something beside its neighbours, or the other parts of its choice. */
export function isMeant({ onlyWith }: FieldWords, others: object): boolean {
  return onlyWith === undefined || (others as Readonly<Record<string, unknown>>)[onlyWith[0]] === onlyWith[1];
}

/** One of the kinds of a choice, and the values that it comes with. */
export interface KindWords {
  readonly label: string;
  readonly title: string;
  /** What choosing it in the form begins with, besides its kind. */
  readonly initial?: (steps: number) => object;
  readonly parts?: Readonly<Record<string, FieldWords>>;
}

export type FlagGroup = "What to run" | "Rewards" | "Steering" | "Text" | "Images";
/** Where it stands in the form: `top` is what is seen before "Advanced" is opened. */
export type FormPlace = "top" | "selection" | "rewards" | "model";

/** A field of the run specification. */
export interface RowWords extends FieldWords {
  /** Means something for such models only. */
  readonly modality?: Modality;
  readonly flags?: FlagGroup;
  readonly place?: FormPlace;
  /** The form has it for such models only, though a run of others may name it. */
  readonly shownFor?: Modality;
  /** The setting that says what the form begins with, by its name after `fkSteering.`: of all of it, or of a part. `fallback` where the schema has none. */
  readonly setting?: { readonly name: string; readonly part?: string; readonly fallback?: number };
  /** The kinds of a choice. */
  readonly kinds?: Readonly<Record<string, KindWords>>;
  /** The parts of an object. */
  readonly parts?: Readonly<Record<string, FieldWords>>;
}

/** What a face calls a field; undefined where it has no word for it. */
export type WordOf = (named: NamedField) => string | undefined;

/** The sentence with every field in the word that the face has for it, if it has one. */
export function inWords(parts: Sentence, wordOf: WordOf): string {
  return parts.map((part) => (typeof part === "string" ? part : (wordOf(part) ?? part.plain))).join("");
}
