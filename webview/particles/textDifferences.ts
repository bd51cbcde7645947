/** What two texts have each for itself, word by word. Pure. */
import { diffWordsWithSpace } from "diff";
import { clip } from "../../src/protocol/shortText.ts";

/** A stretch of a text, and whether the other text lacks it. */
export interface DifferencePiece {
  readonly text: string;
  readonly isOwn: boolean;
}

/** Longer texts are shown as they are: nobody compares them by eye, and the comparison grows with their product. */
const longest = 20_000;
/** Milliseconds that the page can wait. */
const patience = 40;

export function textDifferences(
  left: string,
  right: string,
): { readonly left: readonly DifferencePiece[]; readonly right: readonly DifferencePiece[] } {
  const changes =
    left.length + right.length > longest ? undefined : diffWordsWithSpace(left, right, { timeout: patience });
  if (changes === undefined) return { left: [whole(left)], right: [whole(right)] };
  return {
    left: changes.flatMap(({ value, added, removed }) => (added ? [] : [{ text: value, isOwn: removed }])),
    right: changes.flatMap(({ value, added, removed }) => (removed ? [] : [{ text: value, isOwn: added }])),
  };
}

function whole(text: string): DifferencePiece {
  return { text: clip(text, longest), isOwn: false };
}
