/** What two texts have each for itself: token by token where their tokens are known, else word by word. Pure. */
import { diffArrays, diffWordsWithSpace } from "diff";
import type { TextView } from "../../src/protocol/particle.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { wordsOf } from "./newWords.ts";
import { splitText } from "./splitText.ts";

/** A stretch of a text, and whether the other text lacks it. */
export interface DifferencePiece {
  readonly text: string;
  readonly isOwn: boolean;
}

/** A text, and the tokens that it is made of, where they are known. */
export interface CutText {
  readonly text: string;
  readonly tokens: readonly string[] | undefined;
}

/** Longer texts are shown as they are: nobody compares them by eye, and the comparison grows with their product. */
const longest = 20_000;
/** Words or tokens that differ: more make two other texts, and looking for them takes their product. */
const mostEdits = 500;

export function textDifferences(
  left: CutText,
  right: CutText,
): { readonly left: readonly DifferencePiece[]; readonly right: readonly DifferencePiece[] } {
  const changes = left.text.length + right.text.length > longest ? undefined : changesOf(left, right);
  if (changes === undefined) return { left: [whole(left.text)], right: [whole(right.text)] };
  return {
    left: changes.flatMap(({ text, added, removed }) => (added ? [] : [{ text, isOwn: removed }])),
    right: changes.flatMap(({ text, added, removed }) => (removed ? [] : [{ text, isOwn: added }])),
  };
}

/**
 * A particle's text in tokens. What was given before and after is in words: whose tokens it has is not kept.
 *
 * @param ends where each token ends in what was written
 * @returns undefined where they do not go together
 */
export function tokensOf(
  particle: Pick<TextView, "text" | "generated">,
  suffix: string,
  ends: readonly number[],
): string[] | undefined {
  const { generated } = particle;
  const isRising = ends.every((end, i) => end >= (ends[i - 1] ?? 0));
  if (!isRising || ends.at(-1) !== generated.length) return undefined;
  const given = splitText(particle, suffix);
  const tokens = ends.map((end, i) => generated.slice(ends[i - 1] ?? 0, end)).filter((token) => token !== "");
  return [...wordsOf(given.prefix), ...tokens, ...wordsOf(given.suffix)];
}

interface Change {
  readonly text: string;
  readonly added: boolean;
  readonly removed: boolean;
}

/** Undefined where too much differs. */
function changesOf(left: CutText, right: CutText): readonly Change[] | undefined {
  if (left.tokens !== undefined && right.tokens !== undefined) {
    return diffArrays([...left.tokens], [...right.tokens], { maxEditLength: mostEdits })?.map(
      ({ value, added, removed }) => ({
        text: value.join(""),
        added,
        removed,
      }),
    );
  }
  return diffWordsWithSpace(left.text, right.text, { maxEditLength: mostEdits })?.map(({ value, added, removed }) => ({
    text: value,
    added,
    removed,
  }));
}

function whole(text: string): DifferencePiece {
  return { text: clip(text, longest), isOwn: false };
}
