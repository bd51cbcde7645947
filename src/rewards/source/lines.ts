/** Lines and columns of a text, found once for all that is looked up in it. Pure. */

/** Counted from 0, in UTF-16 units, as editors count. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

const [newLine, carriageReturn] = ["\n".charCodeAt(0), "\r".charCodeAt(0)];

/** Lines end as VS Code has them end: with `\n`, `\r\n` or `\r`. They are looked for as far as somebody asks. */
export function linesOf(text: string): (offset: number) => LinePlace {
  const starts = [0];
  let looked = 0;
  return (offset) => {
    for (; looked < Math.min(offset, text.length); looked += 1) {
      const code = text.charCodeAt(looked);
      const ends = code === newLine || (code === carriageReturn && text.charCodeAt(looked + 1) !== newLine);
      if (ends) starts.push(looked + 1);
    }
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - starts[low]! };
  };
}
