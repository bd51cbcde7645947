/** "Stop": the run that the panel shows, else the one under way. */
import * as vscode from "vscode";
import { isActive } from "../runs/runView.ts";
import type { Services } from "../services.ts";

export function stop({ runs, shown }: Pick<Services, "runs" | "shown">): void {
  const { view } = shown;
  const run = view !== undefined && isActive(view) ? view : runs.active()[0];
  if (run === undefined) void vscode.window.showInformationMessage("No run is under way.");
  else runs.stop(run.id);
}
