/** Foreign text, of rewards, models, files and paths, as people may be shown it. Pure. */
import { shortened } from "../cutText.ts";

/** Control characters, which terminals obey, but for tab and line break; and those that turn the direction of writing. */
// oxlint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

/** At most `most` characters of a text, and one more that says so; what would be obeyed is shown as �. */
export function plainText(text: unknown, most: number): string {
  if (typeof text !== "string") return "";
  return shortened(text, most).replaceAll(obeyed, "\uFFFD");
}

/** JSON in which nothing is obeyed, of the same value. */
export function plainJson(value: unknown): string {
  const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replaceAll(obeyed, escaped);
}
