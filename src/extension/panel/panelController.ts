/** The particle panel: one webview beside the editor. The host holds its state and sends all of it, never a delta. */
import * as vscode from "vscode";
import { panelViewType } from "../contributed.ts";
import { coalesce } from "./coalesce.ts";
import type { PanelVisibility } from "./panelVisibility.ts";
import type { PanelActions, PanelPage } from "./panelPage.ts";

/** At most about fifteen states a second. */
const interval = 66;

export class PanelController implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #actions: PanelActions;
  readonly #visibility: PanelVisibility;
  readonly #looked: () => void;
  readonly #push = coalesce(() => this.#send(), interval);
  #panel: vscode.WebviewPanel | undefined;
  #page: PanelPage | undefined;

  /** @param looked the person looks at the panel now */
  constructor(extension: vscode.Uri, actions: PanelActions, visibility: PanelVisibility, looked: () => void) {
    this.#extension = extension;
    this.#actions = actions;
    this.#visibility = visibility;
    this.#looked = looked;
  }

  /** Opens it in an editor group of its own, or brings it to the front; the keyboard stays where it is unless `focus`. */
  show({ focus }: { readonly focus: boolean }): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, !focus);
      return;
    }
    const column = { viewColumn: ownColumn(), preserveFocus: !focus };
    void this.#attach(vscode.window.createWebviewPanel(panelViewType, "FK Steering", column));
  }

  /** After a reload of the window. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel === undefined) await this.#attach(panel);
    else panel.dispose();
  }

  /** Something that the page shows has changed. */
  changed(): void {
    if (this.#page?.listens === true) this.#push.call();
  }

  dispose(): void {
    this.#push[Symbol.dispose]();
    this.#panel?.dispose();
  }

  async #attach(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel = panel;
    this.#visibility.set(panel.visible);
    panel.onDidDispose(() => {
      this.#visibility.set(false);
      this.#page?.dispose();
      this.#page = undefined;
      this.#panel = undefined;
    });
    panel.onDidChangeViewState(() => {
      this.#visibility.set(panel.visible);
      if (panel.visible) this.changed();
      if (panel.active) this.#looked();
    });
    panel.iconPath = vscode.Uri.joinPath(this.#extension, "media", "panel.svg");
    const { openPage } = await import("./openPage.ts");
    if (this.#panel === panel) this.#page = openPage(panel.webview, this.#extension, this.#actions);
  }

  async #send(): Promise<void> {
    if (this.#panel?.visible === true) await this.#page?.send(this.#actions.state());
  }
}

/**
 * The column of a group that has nothing else in it: the panel covers no file. The group is not locked: a lock is put on the group that has the focus, which a
 * run must not take, and is a person's to put on and off (View: Lock Editor Group, or `workbench.editor.autoLockGroups` for "mainThreadWebview-fkSteering.panel").
 */
function ownColumn(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const empty = groups.find(({ tabs }) => tabs.length === 0);
  return empty?.viewColumn ?? columns[groups.length] ?? vscode.ViewColumn.Beside;
}

/** The columns from the left; VS Code has no more of them. */
const columns = [
  vscode.ViewColumn.One,
  vscode.ViewColumn.Two,
  vscode.ViewColumn.Three,
  vscode.ViewColumn.Four,
  vscode.ViewColumn.Five,
  vscode.ViewColumn.Six,
  vscode.ViewColumn.Seven,
  vscode.ViewColumn.Eight,
  vscode.ViewColumn.Nine,
];
