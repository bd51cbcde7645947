/** What a text model says of itself before it is loaded. */
import type { ModelWords } from "../folders/modelWords.ts";
import { conventionNotes } from "./conventions.ts";
import { readTextConfig } from "./textConfig.ts";
import { inspectTextFolder } from "./textFolder.ts";

/** Throws what opening the folder throws before it loads its graph. */
export async function readTextInfo(path: string): Promise<ModelWords> {
  const { graph } = await inspectTextFolder(path);
  const { title, description, family, conventions } = await readTextConfig(path);
  return {
    title,
    description: description ?? familyWords(family),
    extent: { kind: "tokens", tokens: conventions.window.value },
    conventions: conventionNotes(conventions),
    graph,
  };
}

/** What can be said of a model that says nothing of itself. */
function familyWords(family: string | undefined): string {
  return family === undefined ? "" : `A masked language model (${family}).`;
}
