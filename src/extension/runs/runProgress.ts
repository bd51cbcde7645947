/** The cancellable notification of a run, while the panel does not show it: step, ESS, time left. */
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import type { RunView } from "../../protocol/panel.ts";
import type { PanelVisibility } from "../panel/panelVisibility.ts";
import type { Run } from "./runController.ts";
import { progressIncrement, progressMessage } from "./progressMessage.ts";

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
    using seen = nextOf(panel.onDidChange);
    const pause = panel.visible ? seen.promise : setTimeout(patience);
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
          const increment = progressIncrement(view, reported);
          progress.report({ message: progressMessage(view), ...(increment === undefined ? {} : { increment }) });
          reported += increment ?? 0;
        }),
      ];
      try {
        using seen = nextOf(panel.onDidChange);
        await Promise.race([run.ended, seen.promise]);
      } finally {
        for (const listener of listeners) listener.dispose();
      }
    },
  );
}

/** Nobody listens any more once it is disposed. */
function nextOf(event: vscode.Event<void>): Disposable & { readonly promise: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listener = event(() => resolve());
  return { promise, [Symbol.dispose]: () => listener.dispose() };
}
