/** Asks which other run is to be seen beside the shown one: first its unsteered twin, where there is one. */
import * as vscode from "vscode";
import type { RunView } from "../../protocol/panel.ts";
import type { RunFileHeader } from "../../runfile/format.ts";
import type { RunFolder } from "../runs/runFolder.ts";
import { labelOfRun } from "../runs/runLabel.ts";

interface Item extends vscode.QuickPickItem {
  readonly path: string;
}

/** The path of its file; undefined if nothing was chosen. */
export async function chooseRunToPin(folder: RunFolder, shown: RunView): Promise<string | undefined> {
  const now = Date.now();
  const items = (await folder.list())
    .filter(({ path, header }) => path !== shown.id && header !== undefined)
    .map((run): Item & { readonly isTwin: boolean } => {
      const { label, description } = labelOfRun(run, { running: false, now, ...folder.marks.of(run.path) });
      const isTwin = isUnsteeredTwin(run.header!, shown);
      return { label, description, ...(isTwin ? { detail: "the same run, unsteered" } : {}), path: run.path, isTwin };
    })
    .toSorted((a, b) => Number(b.isTwin) - Number(a.isTwin));
  const placeHolder = items.length === 0 ? "There is no other run" : "The run whose best particle is pinned beside";
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.path;
}

/** The same request but for its strength, which is 0. */
function isUnsteeredTwin({ specification }: RunFileHeader, { specification: shown }: RunView): boolean {
  const { model, prompt, seed, strength } = specification;
  return strength === 0 && model === shown.model && prompt === (shown.prompt ?? "") && seed === (shown.seed ?? seed);
}
