/** A `.fksweep` file as an editor: its page, told of every cell that ends, in untrusted workspaces too. */
import { dirname } from "node:path";
import type * as vscode from "vscode";
import { messageOf } from "../../errors.ts";
import { coalesce } from "../panel/coalesce.ts";
import { misnamedRecord, recordPath } from "../../runfile/sweepPaths.ts";
import { unreadableRun } from "../panel/panelHtml.ts";
import { watchFile } from "../watchFile.ts";
import type { Sweeps } from "./sweeps.ts";

/** At most about five states a second. */
const interval = 200;

interface OpenedSweep extends vscode.CustomDocument {
  /** What is wrong with it, where it cannot be shown. */
  readonly problem: string | undefined;
}

export class SweepEditor implements vscode.CustomReadonlyEditorProvider<OpenedSweep> {
  readonly #extension: vscode.Uri;
  readonly #sweeps: Sweeps;

  constructor(extension: vscode.Uri, sweeps: Sweeps) {
    this.#extension = extension;
    this.#sweeps = sweeps;
  }

  /** VS Code would say of an error only that there was one. */
  async openCustomDocument(uri: vscode.Uri): Promise<OpenedSweep> {
    const { WatchedSweep } = await import("./sweepView.ts");
    const folder = dirname(uri.fsPath);
    const problem =
      uri.fsPath === recordPath(folder)
        ? await new WatchedSweep(this.#sweeps, folder).view().then(() => undefined, messageOf)
        : misnamedRecord(uri.fsPath);
    return { uri, problem, dispose() {} };
  }

  async resolveCustomEditor({ uri, problem }: OpenedSweep, panel: vscode.WebviewPanel): Promise<void> {
    if (problem !== undefined) {
      panel.webview.html = unreadableRun(problem, "sweep");
      return;
    }
    const folder = dirname(uri.fsPath);
    const { openSweepPage } = await import("./openSweepPage.ts");
    const page = openSweepPage(panel.webview, this.#extension, this.#sweeps, folder);
    const push = coalesce(async () => {
      if (panel.visible) await page.send();
    }, interval);
    const listeners = [
      this.#sweeps.onDidChange((changed) => changed === folder && push.call()),
      // The command line may go on with it.
      watchFile(uri.fsPath, () => push.call()),
    ];
    panel.onDidChangeViewState(() => push.call());
    panel.onDidDispose(() => {
      for (const listener of listeners) listener.dispose();
      push[Symbol.dispose]();
      page.dispose();
    });
  }
}
