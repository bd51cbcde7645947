/** "Open PNG's Run Settings": the form as it was when the image was made. Loaded when it is asked for. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { readRunSettings } from "../../png/runSettings.ts";
import { settingsFrom } from "../runs/askedByFile.ts";
import type { Services } from "../services.ts";

/** More than images of runs have, and no more than can be looked through in a turn that nobody feels. */
const mostBytes = 2 ** 26;

export async function openRunSettings(
  { folder, form, panel, models }: Pick<Services, "folder" | "form" | "panel" | "models">,
  target: unknown,
): Promise<void> {
  const file = target instanceof vscode.Uri ? target : await chooseFile();
  if (file === undefined) return;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > mostBytes) {
    throw new SteeringError("run-file", `The file has ${size} bytes, more than an image of a run. Choose another.`);
  }
  const { specification } = readRunSettings(await vscode.workspace.fs.readFile(file));
  const { refine: _, ...settings } = specification;
  if (models.models.length === 0) await models.load();
  form.offer(settingsFrom(file.fsPath, settings, folder));
  panel.show({ focus: true });
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: "Open PNG's Run Settings",
    filters: { PNG: ["png"] },
    openLabel: "Open Settings",
  });
  return chosen?.[0];
}
