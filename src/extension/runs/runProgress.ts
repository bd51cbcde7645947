/** The cancellable notification of a run: step, ESS, time left. */
import * as vscode from "vscode";
import type { RunView } from "../../protocol/panel.ts";
import type { Run } from "./runController.ts";
import { progressMessage } from "./progressMessage.ts";

export interface RunProgressOptions {
  readonly run: Run;
  readonly title: string;
  readonly onDidChange: vscode.Event<RunView>;
  readonly stop: () => void;
}

export async function showRunProgress({ run, title, onDidChange, stop }: RunProgressOptions): Promise<void> {
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
        await run.ended;
      } finally {
        for (const listener of listeners) listener.dispose();
      }
    },
  );
}
