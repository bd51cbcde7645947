/** Whether a person sees the panel: of a run that is not seen there, VS Code tells elsewhere. */
import * as vscode from "vscode";

export class PanelVisibility implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #visible = false;

  readonly onDidChange = this.#changed.event;

  get visible(): boolean {
    return this.#visible;
  }

  set(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
