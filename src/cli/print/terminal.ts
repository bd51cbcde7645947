/** The door through which foreign text reaches a terminal: of rewards, models, files and paths. */
import { plainText } from "../../engine/reward/plainText.ts";

/** The text without what terminals obey; its line breaks and tabs stay. */
export function shown(text: string): string {
  return plainText(text, Infinity);
}
