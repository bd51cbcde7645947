/** Text in HTML and XML: nothing in it is markup. Pure. */
export function inMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
}
