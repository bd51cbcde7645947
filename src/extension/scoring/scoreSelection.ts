/** "Score Selection": the selected text of the last text editor and each of its lines, scored by one reward. Loaded when it is asked for. */
import * as vscode from "vscode";
import { formatNumber } from "../../protocol/numberWords.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";
import type { Services } from "../services.ts";
import { refuseUntrusted } from "../rewards/refuseUntrusted.ts";
import { textsToScore, type TextToScore } from "./textsToScore.ts";
import { shortLine } from "../../protocol/shortText.ts";
import { inform } from "../messages.ts";
import { inLabel } from "../foreignText.ts";

interface ScoreItem extends vscode.QuickPickItem {
  readonly line?: number;
}

export async function scoreSelection(
  services: Pick<Services, "engine" | "log" | "scoredEditor">,
  target: unknown,
): Promise<void> {
  const uri = rewardTarget(target, "score text with it");
  if (uri === undefined) return;
  refuseUntrusted(uri.fsPath);
  const editor = services.scoredEditor.get();
  const texts = editor === undefined ? [] : selectedTexts(editor);
  if (editor === undefined || texts.length === 0) {
    void inform("There is no text to score: select some in an editor, then choose Score Selection again.");
    return;
  }
  await saveReward(uri);
  const scores = await score(services, uri.fsPath, texts);
  const chosen = await vscode.window.showQuickPick(itemsOf(texts, scores), {
    title: `${rewardNameOf(uri.fsPath)}: scores of ${vscode.workspace.asRelativePath(editor.document.uri)}`,
    placeHolder: "Higher is better. Enter goes to the line",
    matchOnDescription: true,
  });
  if (chosen?.line === undefined) return;
  const { range } = editor.document.lineAt(Math.min(chosen.line, editor.document.lineCount - 1));
  await vscode.window.showTextDocument(editor.document, { selection: range });
}

/** All lines where nothing is selected. */
function selectedTexts({ document, selection }: vscode.TextEditor): TextToScore[] {
  const range = selection.isEmpty
    ? new vscode.Range(0, 0, document.lineCount, 0)
    : new vscode.Range(selection.start, selection.end);
  return textsToScore(document.getText(range).split(/\r\n|\r|\n/u), range.start.line);
}

async function score(
  { engine, log }: Pick<Services, "engine" | "log">,
  path: string,
  texts: readonly TextToScore[],
): Promise<readonly number[]> {
  const reward = { source: { kind: "file" as const, path }, weight: 1, parameters: {} };
  const samples = texts.map(({ text }) => ({ text, prefix: "", generated: text, suffix: "", prompt: "" }));
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `FK Steering: ${inLabel(rewardNameOf(path))} scores` },
    async () => {
      const report = await engine.call("rewards/score", { reward, samples });
      for (const line of report.log) log.info(`${report.name}: ${line}`);
      return report.scores;
    },
  );
}

/** The whole first, then the lines as they stand: the best is marked. */
function itemsOf(texts: readonly TextToScore[], scores: readonly number[]): ScoreItem[] {
  const ofLines = scores.filter((_, i) => texts[i]?.isWhole !== true);
  const best = ofLines.length > 1 ? Math.max(...ofLines) : undefined;
  const items = texts.map(({ text, line, isWhole }, i): ScoreItem => {
    const value = scores[i] ?? Number.NaN;
    const isBest = !isWhole && value === best;
    return {
      label: `${isBest ? "$(star-full) " : ""}${formatNumber(value)}`,
      description: inLabel(shortLine(text, 200)),
      line,
    };
  });
  if (texts[0]?.isWhole !== true) return items;
  const separator = (label: string): ScoreItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [separator("the selection as one text"), items[0]!, separator("line by line"), ...items.slice(1)];
}
