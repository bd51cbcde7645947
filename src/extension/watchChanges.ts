/** What follows from what: runs, settings, folders and trust change, and the panel, the lists and the engine hear of it. */
import * as vscode from "vscode";
import { messageOf } from "../errors.ts";
import type { RunStatus, RunView } from "../protocol/panel.ts";
import type { Services } from "./services.ts";
import { settingsSection } from "./contributed.ts";
import { checkOff, deedsOf } from "./walkthrough.ts";
import { setContext } from "./setContext.ts";
import type { QueueMemory } from "./queue/queueMemory.ts";
import type { StatusBar } from "./queue/statusBar.ts";

export interface Watched extends Pick<
  Services,
  | "diagnostics"
  | "engine"
  | "folder"
  | "form"
  | "inlineScores"
  | "lastEditor"
  | "lenses"
  | "log"
  | "models"
  | "panel"
  | "pins"
  | "queueTree"
  | "judgements"
  | "replays"
  | "rewards"
  | "runs"
  | "sessions"
  | "shown"
  | "tree"
  | "unsteered"
  | "versions"
> {
  readonly onDidChangeRun: vscode.Event<RunView>;
  readonly statusBar: StatusBar;
  readonly queueMemory: QueueMemory;
}

export function watchChanges(watched: Watched): vscode.Disposable[] {
  const { panel, sessions, shown, models, rewards, versions, lastEditor, form, diagnostics } = watched;
  const replay = (): void => watched.replays.look(sessions.all.map(({ view }) => view));
  const showPanel = (): void => panel.changed();
  const showScores = (): void => watched.inlineScores.refresh();
  const reconfigure = (): void => void tellEngine(watched);
  diagnostics.checkOpen();
  return [
    watched.onDidChangeRun(runFollower(watched)),
    watched.onDidChangeRun(() => followQueue(watched)),
    watched.runs.queue.onDidChange(() => {
      followQueue(watched);
      showPanel();
    }),
    watched.runs.failed.onDidChange(() => followQueue(watched)),
    shown.onDidChange(showPanel),
    shown.onDidChange(versionFollower(watched)),
    sessions.onDidChangeActive(refinableFollower(watched)),
    sessions.onDidChangeActive(() => watched.tree.follow(sessions.active?.id)),
    watched.pins.onDidChange(showPanel),
    watched.replays.onDidChange(showPanel),
    watched.replays.onDidChange(showScores),
    sessions.onDidChangeActive(showScores),
    versions.onDidChange(showScores),
    watched.judgements.onDidChange(showPanel),
    // Switched on, it looks at once.
    watched.replays.onDidChange(replay),
    versions.onDidChange(replay),
    sessions.onDidChangeActive(replay),
    watched.unsteered.onDidChange(showPanel),
    form.onDidOffer(showPanel),
    watched.folder.onDidChange(showPanel),
    versions.onDidChange(showPanel),
    models.onDidChange(showPanel),
    rewards.onDidChange(showPanel),
    lastEditor.onDidChange(showPanel),
    vscode.workspace.onDidChangeWorkspaceFolders(reconfigure),
    vscode.workspace.onDidGrantWorkspaceTrust(reconfigure),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(settingsSection)) return;
      if (event.affectsConfiguration(`${settingsSection}.defaults`)) form.useDefaults();
      reconfigure();
    }),
  ];
}

/** The list shows how runs stand. */
function runFollower({ sessions, tree, lenses, log, unsteered, folder }: Watched): (view: RunView) => void {
  const statuses = new Map<string, RunStatus>();
  const warn = (error: unknown): void => log.warn(messageOf(error));
  return (view) => {
    sessions.update(view);
    if (statuses.get(view.id) === view.status) return;
    statuses.set(view.id, view.status);
    tree.refresh();
    // A branch is seen in the run that it begins from, whether the list of runs is shown or not.
    if (view.origin !== undefined) folder.list().catch(warn);
    if (view.status === "done") {
      lenses.refresh();
      folder
        .list()
        .then((listed) => deedsOf(view, listed).forEach(checkOff))
        .catch(warn);
      unsteered.look().catch(warn);
    }
  };
}

/** "Stop" is there while a run is under way, and the list of the queue while one waits in it or has failed beside others. */
function followQueue({ runs, queueTree, statusBar, queueMemory }: Watched): void {
  const { current, waiting, held } = runs.queue;
  statusBar.update();
  queueTree.refresh();
  queueMemory.keep(runs);
  setContext("fkSteering.running", current !== undefined);
  setContext("fkSteering.queued", waiting.length > 0 || runs.failed.all.length > 0);
  setContext("fkSteering.queueHeld", held !== undefined);
}

/** "Refine" is there while the run that is looked at can be refined. */
function refinableFollower({ sessions }: Watched): () => void {
  let refinable = false;
  return () => {
    const now = sessions.active !== undefined && sessions.active.refused.refine === undefined;
    if (now === refinable) return;
    refinable = now;
    void vscode.commands.executeCommand("setContext", "fkSteering.refinable", now);
  };
}

/** Checks the rewards of a run when it is first looked at, for whether they have changed since it ended is not known then. */
function versionFollower({ shown, versions, diagnostics }: Watched): () => void {
  let known: string | undefined;
  return () => {
    const { view } = shown;
    if (view === undefined || view.id === known || view.rewardVersions.length === 0) return;
    known = view.id;
    for (const { source } of view.specification.rewards) {
      if (source.kind === "file" && !versions.knows(source.path)) diagnostics.checkFile(source.path);
    }
  };
}

/** One that is not running reads them when it starts. */
async function tellEngine({ engine, models, panel, log }: Watched): Promise<void> {
  try {
    await engine.reconfigure();
    if (models.models.length > 0) await models.load();
  } catch (error) {
    log.warn(`The engine did not take the changed settings: ${messageOf(error)}`);
  }
  panel.changed();
}
