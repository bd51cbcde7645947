// Rewards can share code: whatever they import from the workspace is bundled with them.

export function wordsOf(text: string): string[] {
  return text.match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? [];
}

export function sentencesOf(text: string): string[] {
  return text.split(/[.!?]+/u).filter((sentence) => wordsOf(sentence).length > 0);
}
