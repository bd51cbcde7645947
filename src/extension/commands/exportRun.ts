/** "Export Run…": a run as files for other people and programs. Says how large they are before it asks where to. Loaded when it is first asked for. */
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { formatBytes } from "../../protocol/numberWords.ts";
import { exportFormats, exportRun as exported, formatsOf, type ExportFormat } from "../../report/exportRun.ts";
import { readReportPage, writeExported } from "../../report/exportFiles.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { inform, warn } from "../messages.ts";

interface Item extends vscode.QuickPickItem {
  readonly format: ExportFormat;
}

/** @param dist where what is bundled lies */
export async function exportRun(path: string, dist: string): Promise<void> {
  const format = await askFormat(path);
  if (format === undefined) return;
  const { files, missing } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `FK Steering: exporting ${exportFormats[format][0]}` },
    () => exported(path, format, () => readReportPage(dist)),
  );
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  const target = await askTarget(path, format, files[0]?.name ?? "", formatBytes(bytes), files.length);
  if (target === undefined) return;
  for (const { name, content } of files)
    await writeExported(format === "images" ? join(target, name) : target, content);
  const told =
    format === "images"
      ? `${files.length} images (${formatBytes(bytes)}) lie in ${target}.`
      : `${target} has ${formatBytes(bytes)}.`;
  const answer = await (missing === undefined ? inform(told, "Open") : warn(`${told} ${missing}`, "Open"));
  if (answer === "Open") await vscode.env.openExternal(vscode.Uri.file(target));
}

async function askFormat(path: string): Promise<ExportFormat | undefined> {
  await using document = await openRunDocument(path);
  const items = formatsOf(document).map((format): Item => {
    const [label, detail] = exportFormats[format];
    return { label, detail, format };
  });
  return (await vscode.window.showQuickPick(items, { title: "Export Run", placeHolder: "What to export it as" }))
    ?.format;
}

/** The path of a file, or of a folder for several. */
async function askTarget(
  path: string,
  format: ExportFormat,
  name: string,
  size: string,
  count: number,
): Promise<string | undefined> {
  if (format === "images") {
    const title = `A folder for ${count} images, ${size} in all`;
    const [folder] =
      (await vscode.window.showOpenDialog({
        title,
        openLabel: "Save Here",
        canSelectFolders: true,
        canSelectFiles: false,
        defaultUri: vscode.Uri.file(dirname(path)),
      })) ?? [];
    return folder?.fsPath;
  }
  const beside = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? dirname(path);
  const title = `Export as ${exportFormats[format][0]}, ${size}`;
  return (await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.file(join(beside, name)) }))?.fsPath;
}
