/** Opens, beside each other, the run files that whoever started VS Code named in `FK_STEERING_OPEN`; the same ones once. */
import { stat } from "node:fs/promises";
import { delimiter, isAbsolute } from "node:path";
import * as vscode from "vscode";
import { runEditorType } from "./contributed.ts";

const openedKey = "openedAtStart";
/** More do not fit beside each other. */
const most = 4;

export async function openAtStart(memento: vscode.Memento): Promise<void> {
  const named = (process.env["FK_STEERING_OPEN"] ?? "").split(delimiter);
  const paths = named.filter((path) => isAbsolute(path) && path.endsWith(".fkrun")).slice(0, most);
  if (paths.length === 0) return;
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      ),
    ),
  );
  const there = paths.filter((_, i) => times[i] !== undefined);
  // Whoever closed them has seen them.
  const opened = JSON.stringify([paths, times]);
  if (memento.get(openedKey) === opened) return;
  await memento.update(openedKey, opened);
  for (const [i, path] of there.entries()) {
    const viewColumn = i === 0 ? vscode.ViewColumn.One : vscode.ViewColumn.Beside;
    await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(path), runEditorType, {
      viewColumn,
      preview: false,
    });
  }
}
