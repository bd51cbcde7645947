/**
 * What a reward gave each sample of the run that is looked at, beside its code: shown and hidden by its lens or command, anew when the run or the reward
 * changes. Reads what the run's file and its replay tell; runs nothing.
 */
import * as vscode from "vscode";
import type { PanelState, RunView } from "../../protocol/panel.ts";
import { isRewardFile } from "../rewards/rewardFiles.ts";
import { lookAtReward, rewardTextOf } from "../rewards/rewardText.ts";
import { type SampleScores, sampleScores, scoreLines, scoreTable } from "./scoreLines.ts";

export interface InlineScoresOptions {
  /** The run that is looked at. */
  readonly run: () => RunView | undefined;
  readonly replay: (run: RunView) => PanelState["replay"];
}

/** Lines of the reward that have a score beside them, at most. */
const mostLines = 40;

export class InlineScores implements vscode.Disposable {
  readonly #options: InlineScoresOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #type = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    after: { color: new vscode.ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 3em", fontStyle: "normal" },
  });
  readonly #listeners: readonly vscode.Disposable[];
  #isShown = false;

  /** Switched on or off. */
  readonly onDidChange = this.#changed.event;

  constructor(options: InlineScoresOptions) {
    this.#options = options;
    this.#listeners = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#isShown && isRewardFile(document.uri)) this.refresh();
      }),
    ];
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  /** Why nothing would be shown beside the file: in a sentence. Undefined where there are scores. */
  refused(path: string): string | undefined {
    if (this.#scores(path) !== undefined) return undefined;
    return "The run that is looked at was not scored by this reward. Run it, or open a run of it in the list of runs, and show the scores again.";
  }

  toggle(): void {
    this.#isShown = !this.#isShown;
    this.refresh();
    this.#changed.fire();
  }

  /** The run, its replay, the editors or the reward have changed. */
  refresh(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (isRewardFile(editor.document.uri)) void this.#decorate(editor);
    }
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#type.dispose();
    this.#changed.dispose();
  }

  #scores(path: string): SampleScores | undefined {
    const run = this.#options.run();
    return run === undefined ? undefined : sampleScores(run, path, this.#options.replay(run));
  }

  async #decorate(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const { version } = document;
    const first = this.#isShown ? await definitionLine(document) : undefined;
    // It is looked at anew after each change.
    if (document.isClosed || document.version !== version) return;
    const scores = this.#isShown ? this.#scores(document.uri.fsPath) : undefined;
    editor.setDecorations(
      this.#type,
      scores === undefined || first === undefined ? [] : decorations(document, first, scores),
    );
  }
}

/** Where `defineReward(` stands. */
async function definitionLine(document: vscode.TextDocument): Promise<number | undefined> {
  const { definition, rangeOf } = await lookAtReward(rewardTextOf(document));
  return definition === undefined ? undefined : rangeOf(definition).start.line;
}

function decorations(document: vscode.TextDocument, first: number, scores: SampleScores): vscode.DecorationOptions[] {
  const room = Math.min(mostLines, document.lineCount - first);
  const hoverMessage = new vscode.MarkdownString(scoreTable(scores));
  return scoreLines(scores, room).map((contentText, i) => ({
    range: document.lineAt(first + i).range,
    hoverMessage,
    renderOptions: { after: { contentText } },
  }));
}
