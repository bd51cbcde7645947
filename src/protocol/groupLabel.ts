/** What a group of a run's particles is called: its prompt, where there are several, and which island of it. Pure. */
import type { RunView } from "./panel.ts";
import { clip } from "./shortText.ts";

const longest = 200;

export function groupLabel(
  { groups, specification: { islands = 1 } }: Pick<RunView, "groups" | "specification">,
  index: number,
): string {
  if (islands === 1) return named(groups[index]);
  const island = `sland ${(index % islands) + 1}`;
  return groups.length === islands ? `I${island}` : `${named(groups[index])}, i${island}`;
}

/** All islands of a prompt; undefined where it is the run's only one. */
export function promptLabel({ groups, specification: { islands = 1 } }: RunView, prompt: number): string | undefined {
  return groups.length === islands ? undefined : named(groups[prompt * islands]);
}

function named({ prompt }: { readonly prompt: string } = { prompt: "" }): string {
  return prompt.trim() === "" ? "No prompt" : `“${clip(prompt, longest)}”`;
}
