/** The door through which foreign text, of rewards, models, run files and paths, reaches VS Code's own messages and labels. Pure. */
import { plainText } from "../protocol/plainText.ts";

const longestMessage = 2000;
const longestLabel = 400;

/** In a label, where VS Code would draw `$(name)` as an icon. */
export function inLabel(text: string): string {
  return plainText(text, longestLabel).replaceAll("$(", "$\u2060(");
}

/** In a message, of which VS Code would make `[text](command:…)` a link that runs the command. */
export function inMessage(text: string): string {
  return plainText(text, longestMessage).replaceAll("](", "]\u2060(");
}
