/** What an image's file is called. Pure. */

/** "a purple car and a green book", 3 → "a-purple-car-and-a-green-book-3.png" */
export function imageName(prompt: string, particle: number): string {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = words.join("-").slice(0, 60).replace(/-$/u, "");
  return `${name === "" ? "image" : name}-${particle}.png`;
}
