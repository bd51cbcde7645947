/** What a drop-down list offers. Pure. */
import type { FieldWords } from "../../src/protocol/fieldWords.ts";

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly title?: string;
  readonly disabled?: boolean;
}

export function optionsOf({ options = {} }: FieldWords): Option[] {
  return Object.entries(options).map(([value, [label, title]]) => ({ value, label, title }));
}
