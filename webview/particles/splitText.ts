/** A particle's text in its three parts: what was given before, what the model wrote, what was given after. Pure. */
import { beginningOf, endOf } from "../../src/cutText.ts";
import type { TextView } from "../../src/protocol/particle.ts";

export interface TextParts {
  readonly prefix: string;
  readonly suffix: string;
}

/** Tokenizers may change white space, so the parts are found around `generated`, not taken from the form. */
export function splitText({ text, generated }: Pick<TextView, "text" | "generated">, suffix: string): TextParts {
  if (suffix !== "" && text.endsWith(generated + suffix)) {
    return { prefix: text.slice(0, text.length - suffix.length - generated.length), suffix };
  }
  const at = text.lastIndexOf(generated);
  if (at < 0) return { prefix: "", suffix: "" };
  return { prefix: text.slice(0, at), suffix: text.slice(at + generated.length) };
}

/** The end of a long text, from a word on: what leads up to the generated part. */
export function tail(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = endOf(text, most);
  return `… ${cut.slice(cut.search(/\s(?=\S)/u) + 1)}`;
}

/** The beginning of a long text, up to a word. */
export function head(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = beginningOf(text, most);
  const end = cut.search(/\s\S*$/);
  return `${end > 0 ? cut.slice(0, end) : cut} …`;
}
