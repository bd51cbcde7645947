/** An image onto the clipboard, which only the page can do: VS Code's own takes text. Knows nothing of the page. */

/** @param png a PNG file, base64. Rejects with a sentence where the browser refuses. */
export async function copyImage(png: string): Promise<void> {
  const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The image was not copied: ${why} Save it to a file instead.`, { cause });
  }
}
