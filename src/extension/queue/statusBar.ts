/** How the run under way stands, in VS Code's status bar: device, step, steps a second, how many wait. A click shows the panel. */
import * as vscode from "vscode";
import { inLabel } from "../foreignText.ts";
import type { RunController } from "../runs/runController.ts";
import { statusWords } from "./statusWords.ts";

export class StatusBar implements vscode.Disposable {
  readonly #runs: RunController;
  readonly #item = vscode.window.createStatusBarItem("fkSteering.run", vscode.StatusBarAlignment.Left, 10);

  constructor(runs: RunController) {
    this.#runs = runs;
    this.#item.name = "FK Steering";
  }

  /** There while something goes on, or waits for a person. */
  update(): void {
    const { queue } = this.#runs;
    const run = queue.current === undefined ? undefined : this.#runs.view(queue.current);
    const words = statusWords(run, { waiting: queue.waiting.length, held: queue.held });
    if (words === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(${words.icon}) ${inLabel(words.text)}`;
    this.#item.tooltip = inLabel(words.tooltip);
    this.#item.accessibilityInformation = { label: inLabel(`FK Steering: ${words.spoken}`) };
    this.#item.command = run === undefined ? "fkSteering.queue.focus" : "fkSteering.showPanel";
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
