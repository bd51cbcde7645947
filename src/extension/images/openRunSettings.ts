/** "Open PNG's Run Settings": the form as it was when the image was made. Loaded when it is asked for. */
import * as vscode from "vscode";
import { readRunSettings } from "../../png/png.ts";
import type { Services } from "../services.ts";

export async function openRunSettings({ form, panel, models }: Services, target: unknown): Promise<void> {
  const file = target instanceof vscode.Uri ? target : await chooseFile();
  if (file === undefined) return;
  const { specification } = readRunSettings(await vscode.workspace.fs.readFile(file));
  const { refine: _, ...settings } = specification;
  if (models.models.length === 0) await models.load();
  form.edit(settings);
  panel.show({ focus: true });
  panel.changed();
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: "Open PNG's Run Settings",
    filters: { PNG: ["png"] },
    openLabel: "Open Settings",
  });
  return chosen?.[0];
}
