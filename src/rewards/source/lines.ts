/** Lines and columns of a text, found once for all that is looked up in it. Pure. */

/** Counted from 0, in UTF-16 units, as editors count. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

/** Lines end as VS Code has them end: with `\n`, `\r\n` or `\r`. */
export function linesOf(text: string): (offset: number) => LinePlace {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/gu)) starts.push(index + end.length);
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
