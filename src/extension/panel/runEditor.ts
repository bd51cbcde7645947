/** A `.fkrun` file as an editor: the panel's page over a session of its own, several at once, in untrusted workspaces too. */
import type * as vscode from "vscode";
import type { Services } from "../services.ts";
import type { ShownSession } from "../sessions/panelSession.ts";
import type { HeldSession } from "../sessions/sessions.ts";
import { coalesce } from "./coalesce.ts";
import { panelActions, type PageServices } from "./panelActions.ts";

export const runEditorType = "fkSteering.run";

/** At most about fifteen states a second. */
const interval = 66;

type EditorServices = Omit<PageServices, "shown"> & Pick<Services, "sessions">;

interface OpenedRun extends vscode.CustomDocument {
  readonly held: HeldSession;
}

export class RunEditor implements vscode.CustomReadonlyEditorProvider<OpenedRun> {
  readonly #extension: vscode.Uri;
  readonly #services: EditorServices;

  constructor(extension: vscode.Uri, services: EditorServices) {
    this.#extension = extension;
    this.#services = services;
  }

  /** Throws `run-file` for what is no run file: VS Code shows why, and offers the text editor. */
  async openCustomDocument(uri: vscode.Uri): Promise<OpenedRun> {
    const held = await this.#services.sessions.open(uri.fsPath);
    return { uri, held, dispose: () => held.release() };
  }

  async resolveCustomEditor({ held }: OpenedRun, panel: vscode.WebviewPanel): Promise<void> {
    const shown: ShownSession = {
      get session() {
        return held.session;
      },
      get view() {
        return held.session.view;
      },
      place: undefined,
      restore: () => Promise.resolve(),
    };
    const actions = panelActions({ ...this.#services, shown }, "editor");
    const { openPage } = await import("./openPage.ts");
    const page = openPage(panel.webview, this.#extension, actions);
    const push = coalesce(() => {
      if (panel.visible) page.send(actions.state());
    }, interval);
    const changed = (): void => {
      if (page.listens) push.call();
    };
    const { lastEditor, models, rewards, versions } = this.#services;
    const listeners = [held.session, lastEditor, models, rewards, versions].map((one) => one.onDidChange(changed));
    held.activate();
    panel.onDidChangeViewState(() => {
      if (panel.active) held.activate();
      if (panel.visible) changed();
    });
    panel.onDidDispose(() => {
      for (const listener of listeners) listener.dispose();
      push[Symbol.dispose]();
      page.dispose();
    });
  }
}
