/** The cancellable notification of a run, while the panel does not show it: step, ESS, time left. */
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import type { RunView } from "../../protocol/panel.ts";
import type { PanelVisibility } from "../panel/panelVisibility.ts";
import type { Run } from "./runController.ts";
import { progressMessage } from "./progressMessage.ts";

export interface RunProgressOptions {
  readonly run: Run;
  readonly title: string;
  readonly panel: PanelVisibility;
  readonly onDidChange: vscode.Event<RunView>;
  readonly stop: () => void;
}

/** A panel that opens with the run, or is only on its way to another place, is not announced. */
const patience = 400;

/** Resolves when the run has ended. */
export async function showRunProgress(options: RunProgressOptions): Promise<void> {
  const { run, panel } = options;
  const ended = run.ended.then(() => "over" as const);
  for (;;) {
    const pause = panel.visible ? changed(panel.onDidChange) : setTimeout(patience);
    if ((await Promise.race([ended, pause])) === "over") return;
    if (!panel.visible) await notify(options);
  }
}

/** Until the run has ended, or the panel is seen. */
async function notify({ run, title, panel, onDidChange, stop }: RunProgressOptions): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let reported = 0;
      const listeners = [
        token.onCancellationRequested(stop),
        onDidChange((view) => {
          if (view.id !== run.id) return;
          const percent = (100 * view.step) / view.steps;
          progress.report({ message: progressMessage(view), increment: percent - reported });
          reported = percent;
        }),
      ];
      try {
        await Promise.race([run.ended, changed(panel.onDidChange)]);
      } finally {
        for (const listener of listeners) listener.dispose();
      }
    },
  );
}

function changed(event: vscode.Event<void>): Promise<void> {
  return new Promise((resolve) => {
    const listener = event(() => {
      listener.dispose();
      resolve();
    });
  });
}
