/** A `.fkrun` file as an editor: the panel's page over a session of its own, several at once, in untrusted workspaces too. */
import type * as vscode from "vscode";
import type { Services } from "../services.ts";
import type { ShownSession } from "../sessions/panelSession.ts";
import type { HeldSession } from "../sessions/sessions.ts";
import { watchFile } from "../watchFile.ts";
import { coalesce } from "./coalesce.ts";
import { OpenedRun } from "./openedRun.ts";
import { unreadableRun } from "./panelHtml.ts";
import { panelActions, type PageServices } from "./panelActions.ts";

/** At most about fifteen states a second. */
const interval = 66;

type EditorServices = Omit<PageServices, "shown"> & Pick<Services, "sessions">;

export class RunEditor implements vscode.CustomReadonlyEditorProvider<OpenedRun> {
  readonly #extension: vscode.Uri;
  readonly #services: EditorServices;

  constructor(extension: vscode.Uri, services: EditorServices) {
    this.#extension = extension;
    this.#services = services;
  }

  openCustomDocument(uri: vscode.Uri): Promise<OpenedRun> {
    return OpenedRun.of(uri, { sessions: this.#services.sessions, watch: watchFile });
  }

  async resolveCustomEditor(opened: OpenedRun, panel: vscode.WebviewPanel): Promise<void> {
    const show = async (): Promise<void> => {
      if (typeof opened.run === "string") panel.webview.html = unreadableRun(opened.run);
      else await this.#showRun(opened.run, panel);
    };
    const listeners = [
      opened.onDidChange(() => void show()),
      panel.onDidChangeViewState(() => {
        if (panel.active) opened.lookAgain();
      }),
    ];
    panel.onDidDispose(() => {
      for (const listener of listeners) listener.dispose();
    });
    await show();
  }

  async #showRun(held: HeldSession, panel: vscode.WebviewPanel): Promise<void> {
    const { sessions } = this.#services;
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
    const push = coalesce(async () => {
      if (panel.visible) await page.send(actions.state());
    }, interval);
    const changed = (): void => {
      if (page.listens) push.call();
    };
    const { folder, lastEditor, models, pins, judgements, replays, rewards, versions } = this.#services;
    const listeners = [held.session, folder, lastEditor, models, pins, judgements, replays, rewards, versions].map(
      (one) => one.onDidChange(changed),
    );
    held.activate();
    panel.onDidChangeViewState(() => {
      if (panel.active) {
        held.activate();
        void sessions.changedOnDisk(held.session.id);
      }
      if (panel.visible) changed();
    });
    panel.onDidDispose(() => {
      for (const listener of listeners) listener.dispose();
      push[Symbol.dispose]();
      page.dispose();
    });
  }
}
