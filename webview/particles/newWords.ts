/** Which words of a text are new since the scored step before. Pure. */
import { diffArrays } from "diff";
import type { TextParticle } from "../../src/protocol/particle.ts";

type TextPiece = TextParticle["pieces"][number];

export interface MarkedPiece extends TextPiece {
  /** It was not known at the scored step before. */
  readonly isNew: boolean;
}

/** Words that came or went; more are another text, and looking for them grows with their product. */
const mostEdits = 400;

/** `now`, with its known pieces cut where what was known before meets what is new. Guesses are no news. */
export function markNew(before: readonly TextPiece[], now: readonly TextPiece[]): readonly MarkedPiece[] {
  const changes = diffArrays(knownWords(before), knownWords(now), { maxEditLength: mostEdits });
  const isNew = changes?.flatMap(({ added, removed, value }) => (removed ? [] : value.map(() => added)));
  let word = 0;
  return now.flatMap(({ text, masked }): MarkedPiece[] => {
    if (masked) return [{ text, masked, isNew: false }];
    const marked: MarkedPiece[] = [];
    for (const each of wordsOf(text)) {
      const fresh = isNew?.[word++] === true;
      const last = marked.at(-1);
      if (last?.isNew === fresh) marked[marked.length - 1] = { ...last, text: last.text + each };
      else marked.push({ text: each, masked, isNew: fresh });
    }
    return marked;
  });
}

function knownWords(pieces: readonly TextPiece[]): string[] {
  return pieces.flatMap(({ text, masked }) => (masked ? [] : wordsOf(text)));
}

/** Each with the space before it; joined they are the text. */
export function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? [];
}
