// Rewards can share code: whatever they import from the workspace is bundled with them.

/** Share of the words with more letters than that, from 0 to 1. */
export function shareOfLongWords(words: readonly string[], letters: number): number {
  return words.filter((word) => word.length > letters).length / Math.max(1, words.length);
}
