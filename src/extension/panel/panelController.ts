/** The particle panel: one webview beside the editor. The host holds its state and sends all of it, never a delta. */
import * as vscode from "vscode";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { answer, answer0 } from "../../protocol/call.ts";
import {
  panelCopy,
  panelForm,
  panelInsert,
  panelOpen,
  panelReady,
  panelRun,
  panelState,
  panelStop,
  type PanelState,
} from "../../protocol/panel.ts";
import { coalesce } from "./coalesce.ts";
import { panelHtml, panelResources } from "./panelHtml.ts";
import { parseOpen, parseParticle, type OpenRequest } from "./panelMessages.ts";
import { connectPage } from "./webviewTransport.ts";

export const panelViewType = "fkSteering.panel";

/** At most about fifteen states a second. */
const interval = 66;

/** What the page asks of the rest of the extension. Whatever is thrown is shown in the page. */
export interface PanelActions {
  state(): PanelState;
  /** The page is there: time to learn what is not known yet. */
  opened(): void;
  run(request: unknown): Promise<void>;
  stop(): void;
  insert(particle: number): Promise<void>;
  copy(particle: number): Promise<void>;
  open(request: OpenRequest): Promise<void>;
  form(request: unknown): void;
}

export class PanelController implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #actions: PanelActions;
  readonly #push = coalesce(() => this.#send(), interval);
  #panel: vscode.WebviewPanel | undefined;
  #connection: MessageConnection | undefined;
  #listening = false;

  constructor(extension: vscode.Uri, actions: PanelActions) {
    this.#extension = extension;
    this.#actions = actions;
  }

  /** Opens it beside the editor, or brings it to the front; the keyboard stays where it is unless `focus`. */
  show({ focus }: { readonly focus: boolean }): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, !focus);
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: !focus };
    this.#attach(vscode.window.createWebviewPanel(panelViewType, "FK Steering", column));
  }

  /** After a reload of the window. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel === undefined) this.#attach(panel);
    else panel.dispose();
    return Promise.resolve();
  }

  /** Something that the page shows has changed. */
  changed(): void {
    if (this.#listening) this.#push.call();
  }

  dispose(): void {
    this.#push[Symbol.dispose]();
    this.#panel?.dispose();
  }

  #attach(panel: vscode.WebviewPanel): void {
    const connection = connectPage(panel.webview);
    this.#panel = panel;
    this.#connection = connection;
    panel.onDidDispose(() => {
      connection.dispose();
      this.#panel = undefined;
      this.#connection = undefined;
      this.#listening = false;
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.changed();
    });
    this.#serve(connection);
    panel.iconPath = vscode.Uri.joinPath(this.#extension, "media", "panel.svg");
    panel.webview.options = { enableScripts: true, localResourceRoots: panelResources(this.#extension) };
    panel.webview.html = panelHtml(panel.webview, this.#extension);
  }

  #serve(connection: MessageConnection): void {
    const actions = this.#actions;
    answer0(connection, panelReady, () => {
      this.#listening = true;
      actions.opened();
      return actions.state();
    });
    answer(connection, panelRun, (request) => actions.run(request));
    answer0(connection, panelStop, () => actions.stop());
    answer(connection, panelInsert, (request) => actions.insert(parseParticle(request)));
    answer(connection, panelCopy, (request) => actions.copy(parseParticle(request)));
    answer(connection, panelOpen, (request) => actions.open(parseOpen(request)));
    connection.onNotification(panelForm, (request) => actions.form(request));
    connection.listen();
  }

  #send(): void {
    if (this.#panel?.visible !== true) return;
    void this.#connection?.sendNotification(panelState, this.#actions.state()).catch(() => {});
  }
}
