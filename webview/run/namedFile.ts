/** A sentence in which a file is called by its name, with the whole path on hover: the names of its folders hide what is said of it. */
import { html } from "lit";
import { fileName } from "../../src/protocol/rewardWords.ts";

export function namedFile(text: string, path: string): unknown {
  const name = html`<span title=${path}>${fileName(path)}</span>`;
  return text.split(path).map((part, i) => (i === 0 ? part : [name, part]));
}
