/** Lines and columns of a text, found once for all that is looked up in it. Pure. */
import type { InPieces } from "./inPieces.ts";

/** Counted from 0, in UTF-16 units, as editors count. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

const [newLine, carriageReturn] = ["\n".charCodeAt(0), "\r".charCodeAt(0)];

/** Characters that are looked at before others have a turn. */
const pieceCharacters = 20_000;

/** Lines end as VS Code has them end: with `\n`, `\r\n` or `\r`. Gives where an offset lies. */
export function* linesOf(text: string): InPieces<(offset: number) => LinePlace> {
  const starts = [0];
  for (let looked = 0; looked < text.length; looked += 1) {
    const code = text.charCodeAt(looked);
    if (code === newLine || (code === carriageReturn && text.charCodeAt(looked + 1) !== newLine)) {
      starts.push(looked + 1);
    }
    if (looked % pieceCharacters === 0) yield;
  }
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - starts[low]! };
  };
}
