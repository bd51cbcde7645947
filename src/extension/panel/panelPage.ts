/**
 * The page in a panel: its HTML, and the link over which it asks and is told. Loaded when a panel first opens, with the RPC
 * library.
 */
import type { MessageConnection } from "vscode-jsonrpc/node";
import type * as vscode from "vscode";
import { answer, answer0 } from "../../protocol/call.ts";
import {
  panelCopy,
  panelForm,
  panelInsert,
  panelOpen,
  panelReady,
  panelRefine,
  panelRun,
  panelSave,
  panelShow,
  panelState,
  panelStop,
  type PanelState,
} from "../../protocol/panel.ts";
import { panelHtml, panelResources } from "./panelHtml.ts";
import { parseOpen, parseParticle, type OpenRequest } from "./panelMessages.ts";
import { connectPage } from "./webviewTransport.ts";

/** What the page asks of the rest of the extension. Whatever is thrown is shown in the page. */
export interface PanelActions {
  state(): PanelState;
  /** The page is there: time to learn what is not known yet. */
  opened(): void;
  run(request: unknown): Promise<void>;
  stop(): void;
  insert(particle: number): Promise<void>;
  copy(particle: number): Promise<void>;
  refine(particle: number): Promise<void>;
  save(particle: number): Promise<void>;
  show(particle: number): Promise<void>;
  open(request: OpenRequest): Promise<void>;
  form(request: unknown): void;
}

export function openPage(webview: vscode.Webview, extension: vscode.Uri, actions: PanelActions): PanelPage {
  // It answers before there is anyone to ask.
  const page = new PanelPage(connectPage(webview), actions);
  webview.options = { enableScripts: true, localResourceRoots: panelResources(extension) };
  webview.html = panelHtml(webview, extension);
  return page;
}

export class PanelPage implements vscode.Disposable {
  readonly #connection: MessageConnection;
  #listens = false;

  constructor(connection: MessageConnection, actions: PanelActions) {
    this.#connection = connection;
    answer0(connection, panelReady, () => {
      this.#listens = true;
      actions.opened();
      return actions.state();
    });
    answer(connection, panelRun, (request) => actions.run(request));
    answer0(connection, panelStop, () => actions.stop());
    answer(connection, panelInsert, (request) => actions.insert(parseParticle(request)));
    answer(connection, panelCopy, (request) => actions.copy(parseParticle(request)));
    answer(connection, panelRefine, (request) => actions.refine(parseParticle(request)));
    answer(connection, panelSave, (request) => actions.save(parseParticle(request)));
    answer(connection, panelShow, (request) => actions.show(parseParticle(request)));
    answer(connection, panelOpen, (request) => actions.open(parseOpen(request)));
    connection.onNotification(panelForm, (request) => {
      actions.form(request);
      // Said back: only then a form that the host has had before is news to the page.
      this.send(actions.state());
    });
    connection.listen();
  }

  /** It has asked for its first state; what changes from now on must be sent. */
  get listens(): boolean {
    return this.#listens;
  }

  send(state: PanelState): void {
    void this.#connection.sendNotification(panelState, state).catch(() => {});
  }

  dispose(): void {
    this.#connection.dispose();
  }
}
