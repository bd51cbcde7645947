/** Where a reward's `score` begins to do something. Pure. */

/** Offset of the first sign in its body; undefined where it is not written out after `from`. */
export function scoreBody(text: string, from: number): number | undefined {
  const named = /(?<![\w.])score\s*(?:\(|:\s*(?:async\s*)?(?:function\b[^(]*)?\(?)/gu;
  named.lastIndex = from;
  const found = named.exec(text);
  if (found === null) return undefined;
  const open = text.indexOf("(", found.index);
  // `score: samples => …` has no parentheses.
  const parameters = open >= 0 && open < named.lastIndex ? closing(text, open) : named.lastIndex;
  const body = /=>\s*\{?|\{/gu;
  body.lastIndex = parameters;
  if (body.exec(text) === null) return undefined;
  const first = /\S/gu;
  first.lastIndex = body.lastIndex;
  return first.exec(text)?.index;
}

/** Just after the parenthesis that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    else if (text[at] === ")") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
