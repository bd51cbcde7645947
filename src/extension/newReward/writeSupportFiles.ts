/** Writes what makes the rewards of a folder type-check: see `supportFiles.ts` for what and when. */
import * as vscode from "vscode";
import { SteeringError, messageOf } from "../../errors.ts";
import { supportFiles } from "./supportFiles.ts";

/** Throws a sentence where the folder cannot be written to. */
export async function writeSupportFiles(folder: vscode.Uri): Promise<void> {
  for (const support of supportFiles) {
    const uri = vscode.Uri.joinPath(folder, support.name);
    if (support.replaces(await textOf(uri))) await writeText(uri, support.text);
  }
}

export async function writeText(uri: vscode.Uri, text: string): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (error) {
    const sentence = `${uri.fsPath} could not be written: ${messageOf(error)}. Check whether the folder may be written to.`;
    throw new SteeringError("internal", sentence, { cause: error });
  }
}

/** Undefined where there is no file. */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
