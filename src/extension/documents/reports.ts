/** Reports as a person finds them: each in an editor of its own that stays, and all of them in a list. */
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Comparisons } from "../compare/comparisons.ts";
import { ago } from "../runs/runLabel.ts";
import type { RunFolder } from "../runs/runFolder.ts";
import { reportsFolder } from "./keepDocument.ts";
import { inLabel } from "../foreignText.ts";

/** Bytes of a report that a list reads. */
const headLength = 1024;

/** Rendered, in the person's colours; as text where Markdown has no preview. */
export async function showReport(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const where = { viewColumn: vscode.ViewColumn.One, preview: false };
  try {
    await vscode.commands.executeCommand("vscode.openWith", uri, "vscode.markdown.preview.editor", where);
  } catch {
    await vscode.window.showTextDocument(uri, where);
  }
}

/** "Open Report…": comparisons, scores and profiles of this workspace, the newest first. */
export async function openReport(services: {
  readonly comparisons: Comparisons;
  readonly folder: RunFolder;
}): Promise<void> {
  const folders = [services.comparisons.folder, reportsFolder(services.folder)];
  const now = Date.now();
  const reports = (await Promise.all(folders.map(reportsIn))).flat().toSorted((a, b) => b.written - a.written);
  const items = await Promise.all(
    reports.map(async ({ path, written }) => ({ ...(await nameOf(path)), description: ago(now - written), path })),
  );
  const placeHolder =
    items.length === 0
      ? "There is no report yet: Compare with Best-of-N, Score a Run and Profile write them"
      : "The report to open";
  const chosen = await vscode.window.showQuickPick(items, { title: "Open Report", placeHolder, matchOnDetail: true });
  if (chosen !== undefined) await showReport(chosen.path);
}

async function reportsIn(folder: string): Promise<{ readonly path: string; readonly written: number }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".md"));
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, written: (await stat(path)).mtimeMs };
    }),
  );
}

/** Its heading, and what it says first. */
async function nameOf(path: string): Promise<{ readonly label: string; readonly detail: string }> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    const [heading = "", first = ""] = buffer.toString("utf8", 0, bytesRead).split("\n\n");
    const plain = (text: string): string => text.replaceAll(/\\(?=[^\w\s])|\*\*|^# /gu, "").trim();
    return { label: inLabel(plain(heading)), detail: inLabel(plain(first)) };
  } finally {
    await file.close();
  }
}
