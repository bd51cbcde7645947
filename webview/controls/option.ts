/** What a drop-down list offers. Pure. */
import type { FieldWords } from "../../src/protocol/fieldWords.ts";

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly title?: string;
  readonly disabled?: boolean;
}

/** With one for nothing at all, where the row has a word for that. */
export function optionsOf({ options = {}, empty, title: none }: FieldWords): Option[] {
  const all = Object.entries(options).map(([value, [label, title]]) => ({ value, label, title }));
  return empty === undefined ? all : [{ value: "", label: empty, title: none }, ...all];
}
