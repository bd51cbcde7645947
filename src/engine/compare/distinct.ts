/** How different texts are from one another and within themselves. Pure. */

const word = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;

/**
 * distinct-n: different runs of n words over all runs of n words in the texts, in (0, 1]; case does not count. Undefined where no text has n
 * words. J. Li and others, "A Diversity-Promoting Objective Function for Neural Conversation Models", NAACL 2016.
 */
export function distinct(texts: readonly string[], n: number): number | undefined {
  const seen = new Set<string>();
  let all = 0;
  for (const text of texts) {
    const words = text.toLowerCase().match(word) ?? [];
    for (let start = 0; start + n <= words.length; start += 1) {
      seen.add(words.slice(start, start + n).join(" "));
      all += 1;
    }
  }
  return all === 0 ? undefined : seen.size / all;
}
