/** What an editor shows of a file that is no run, or cannot be read: why, and nothing of what is in it. Pure. */

export function unreadableRun(sentence: string): string {
  const escaped = sentence.replaceAll(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>
    <body><h3>This run cannot be shown</h3><p dir="auto">${escaped}</p>
    <p>“Reopen Editor With…” shows the file as text.</p></body></html>`;
}
