/** What a group of a run's particles is called: its prompt, and which island of it. Pure. */
import type { RunView } from "../../src/protocol/panel.ts";
import { clip } from "../../src/protocol/shortText.ts";

const longest = 200;

export function groupLabel({ groups, specification: { islands = 1 } }: RunView, index: number): string {
  const { prompt = "" } = groups[index] ?? {};
  const name = prompt.trim() === "" ? "No prompt" : `“${clip(prompt, longest)}”`;
  return islands === 1 ? name : `${name}, island ${(index % islands) + 1} of ${islands}`;
}
