/** The texts of reward files, as far as VS Code, which waits meanwhile, may be kept with them. */
import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";
import type { InPieces } from "../../rewards/source/inPieces.ts";
import { linesOf } from "../../rewards/source/lines.ts";
import { type RewardSource, readRewardSource, type SourceSpan } from "../../rewards/source/rewardSource.ts";
import { inShortTurns } from "../inShortTurns.ts";

/** Larger files are rewards all the same; their fixtures show when they are run. */
const mostCharacters = 1_000_000;
const mostLines = 50_000;

/** What an editor holds is newer than the disk. Throws where there is no file. */
export async function readRewardText(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return rewardTextOf(open);
  const { size, type } = await vscode.workspace.fs.stat(uri);
  // A pipe would be read for ever.
  if ((type & vscode.FileType.File) === 0 || size > mostCharacters) return "";
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Empty where an editor holds so much that to put it together would be felt. */
export function rewardTextOf(document: vscode.TextDocument): string {
  return document.lineCount > mostLines ? "" : document.getText();
}

/** What a reward's text tells, with the places as VS Code counts them. */
export interface RewardLook extends RewardSource {
  readonly rangeOf: (span: SourceSpan) => vscode.Range;
}

/** Lenses and tests ask for one text one after the other. */
let last: { readonly text: string; readonly look: Promise<RewardLook> } | undefined;

/** Where things stand in it. Never rejects, whatever the text: it comes from a folder that may not be trusted. */
export function lookAtReward(text: string): Promise<RewardLook> {
  if (last?.text !== text) last = { text, look: inShortTurns(looking(text)).catch(() => inShortTurns(looking(""))) };
  return last.look;
}

function* looking(text: string): InPieces<RewardLook> {
  const source = yield* readRewardSource(text.length > mostCharacters ? "" : text);
  // Nothing in it is asked for.
  const placeOf = yield* linesOf(source.definition === undefined ? "" : text);
  const positionOf = (offset: number): vscode.Position => {
    const { line, column } = placeOf(offset);
    return new vscode.Position(line, column);
  };
  return { ...source, rangeOf: ({ start, end }) => new vscode.Range(positionOf(start), positionOf(end)) };
}

/** One after the other, with a turn for everything else between them. */
export async function inTurns<T>(all: Iterable<T>, look: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) {
    await look(one);
    await setImmediate();
  }
}
