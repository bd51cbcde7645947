/**
 * The bytes beside a run file, `.fksamples` and `.fkstates`, as an editor: they are nothing to read, so it opens the run that they belong to, in its own place, and
 * where there is none says whose they were.
 */
import { access } from "node:fs/promises";
import { basename } from "node:path";
import * as vscode from "vscode";
import { runFileOfPart } from "../../runfile/format.ts";
import { runEditorType } from "../contributed.ts";
import { explanation } from "./panelHtml.ts";

export class RunPartEditor implements vscode.CustomReadonlyEditorProvider {
  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose() {} };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const run = runFileOfPart(uri.fsPath);
    const isThere = await access(run).then(
      () => true,
      () => false,
    );
    panel.webview.html = explanation(
      "Nothing to read here",
      `${basename(uri.fsPath)} holds bytes of the run ${basename(run)}: what its steps drew, pictures, or states to go on from. ` +
        (isThere
          ? "Open that run."
          : `There is no ${basename(run)} beside it: put that file back, or delete this one.`),
    );
    if (!isThere) return;
    const place = { viewColumn: panel.viewColumn ?? vscode.ViewColumn.Active, preview: true };
    await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(run), runEditorType, place);
    panel.dispose();
  }
}
