/**
 * The parts of the extension, put together once one of them is needed: a bundle of its own, which VS Code does not wait for while it activates the extension.
 * Loads no model and runs no user code; the engine does, once it is needed.
 */
import { performance } from "node:perf_hooks";
import * as vscode from "vscode";
import { messageOf } from "../errors.ts";
import type { RunView } from "../protocol/panel.ts";
import { commandsOf, type Command } from "./commands/commands.ts";
import { Comparisons } from "./compare/comparisons.ts";
import { RewardDiagnostics } from "./diagnostics/rewardDiagnostics.ts";
import { reportsFolder } from "./documents/keepDocument.ts";
import { Reports } from "./documents/reports.ts";
import type { LastEditor } from "./editor/lastEditor.ts";
import { EngineClient } from "./engine/engineClient.ts";
import { createLog } from "./log.ts";
import { inform } from "./messages.ts";
import { ModelCatalog } from "./modelCatalog.ts";
import { panelActions } from "./panel/panelActions.ts";
import { PanelController } from "./panel/panelController.ts";
import { RunEditor } from "./panel/runEditor.ts";
import { RunPartEditor } from "./panel/runPartEditor.ts";
import { PanelVisibility } from "./panel/panelVisibility.ts";
import type { LateList } from "./lateList.ts";
import { InlineScores } from "./lenses/inlineScores.ts";
import { RewardLenses } from "./lenses/rewardLenses.ts";
import { RewardTypes } from "./newReward/rewardTypes.ts";
import { QueueMemory } from "./queue/queueMemory.ts";
import { QueueTree } from "./queue/queueTree.ts";
import { StatusBar } from "./queue/statusBar.ts";
import type { RewardFile } from "./rewards/rewardFiles.ts";
import { RewardCatalog } from "./rewards/rewardCatalog.ts";
import { RewardsTree } from "./rewards/rewardsTree.ts";
import { RewardVersions } from "./rewards/rewardVersions.ts";
import { FormMemory } from "./runs/formMemory.ts";
import { RunController } from "./runs/runController.ts";
import { RunFolder } from "./runs/runFolder.ts";
import { RunLauncher } from "./runs/runLauncher.ts";
import { UnsteeredRuns } from "./runs/unsteeredRuns.ts";
import { RunsTree, type RunsItem } from "./runs/runsTree.ts";
import { PanelSession } from "./sessions/panelSession.ts";
import { Pins } from "./sessions/pins.ts";
import { Judgements } from "./sessions/judgements.ts";
import { Replays } from "./sessions/replays.ts";
import { Sessions } from "./sessions/sessions.ts";
import { ShownPlaces } from "./sessions/shownPlaces.ts";
import type { ScoredEditor } from "./scoring/scoredEditor.ts";
import { SweepEditor } from "./sweeps/sweepEditor.ts";
import { Sweeps } from "./sweeps/sweeps.ts";
import { engineSettings, settingsReader } from "./settings/settings.ts";
import { FixtureTests } from "./testing/fixtureTests.ts";
import { watchChanges } from "./watchChanges.ts";
import { watchFile } from "./watchFile.ts";

/** What is there from the beginning. */
export interface Early {
  readonly lastEditor: LastEditor;
  readonly scoredEditor: ScoredEditor;
  readonly runsList: LateList<RunsItem>;
  readonly rewardsList: LateList<RewardFile>;
}

/** What VS Code asks of them. */
export interface Parts {
  readonly commands: ReadonlyMap<string, Command>;
  readonly form: FormMemory;
  readonly panel: vscode.WebviewPanelSerializer;
  readonly runEditor: vscode.CustomReadonlyEditorProvider;
  readonly runPartEditor: vscode.CustomReadonlyEditorProvider;
  readonly sweepEditor: vscode.CustomReadonlyEditorProvider;
}

export function putTogether(
  context: vscode.ExtensionContext,
  { lastEditor, scoredEditor, runsList, rewardsList }: Early,
): Parts {
  const began = performance.now();
  const log = createLog();
  const settings = settingsReader((problem) => log.warn(problem));
  const runChanged = new vscode.EventEmitter<RunView>();
  const engine = new EngineClient({
    script: context.asAbsolutePath("dist/engine.mjs"),
    settings: () => engineSettings(context, settings()),
    log,
  });
  const models = new ModelCatalog(engine);
  const rewards = new RewardCatalog(engine, log);
  const versions = new RewardVersions();
  const form = new FormMemory(context.workspaceState, settings, (name) => models.choose(name));
  const folder = new RunFolder(context);
  const diagnostics = new RewardDiagnostics((path) => engine.call("rewards/check", { path }), versions, log);
  const runs = new RunController({
    execute: (start, onEvent, signal) => engine.run(start, onEvent, signal),
    resume: (request, onEvent, signal) => engine.resume(request, onEvent, signal),
    goOn: (request, onEvent, signal) => engine.goOn(request, onEvent, signal),
    halt: (id) => void engine.halt(id).catch((error: unknown) => log.warn(messageOf(error))),
    abandon: (reason) => engine.restart(reason),
    onChange: (view) => runChanged.fire(view),
    onLog: (line) => log.info(line),
  });
  const places = new ShownPlaces(context.workspaceState);
  const sessions = new Sessions({ live: (path) => runs.view(path), watch: watchFile, places });
  const pins = new Pins(sessions);
  const judgements = new Judgements((request, signal) => engine.call("run/judge", request, signal));
  const replays = new Replays({
    replay: (runFile, signal) => engine.call("run/replay", { runFile }, signal),
    changed: (run) => versions.codeSince(run),
    memory: context.workspaceState,
  });
  const shown = new PanelSession(sessions, context.workspaceState);
  const unsteered = new UnsteeredRuns(() => folder.list(), versions);
  const comparisons = new Comparisons(context);
  const sweeps = new Sweeps(context, engine, log);
  const reports = new Reports([comparisons.folder, reportsFolder(folder)], sweeps.root);
  const tree = new RunsTree({
    view: runsList.view,
    folder,
    reports,
    isActive: (path) => runs.active().some(({ id }) => id === path),
    isQueued: (path) => runs.queue.waiting.includes(path),
  });
  const queueTree = new QueueTree(runs);
  const statusBar = new StatusBar(runs);
  const queueMemory = new QueueMemory(context.workspaceState, (reasons) => {
    for (const reason of reasons) log.warn(messageOf(reason));
    const told = reasons.length === 1 ? "1 run that waited is" : `${reasons.length} runs that waited are`;
    void inform(`${told} in the queue no longer. ${messageOf(reasons[0])}`);
  });
  const rewardsTree = new RewardsTree(rewards);
  const lenses = new RewardLenses(() => folder.list());
  const inlineScores = new InlineScores({
    run: () => sessions.active?.view,
    replay: (run) => replays.of(run),
  });
  const fixtures = new FixtureTests((request, signal) => engine.call("rewards/test", request, signal));
  const onDidChangeRun = runChanged.event;
  const panelVisibility = new PanelVisibility();
  const launcher = new RunLauncher({
    log,
    settings,
    models,
    form,
    runs,
    folder,
    shown,
    diagnostics,
    panelVisibility,
    places,
    onDidChangeRun,
  });
  const parts = {
    log,
    engine,
    models,
    rewards,
    versions,
    form,
    runs,
    folder,
    reports,
    tree,
    queueTree,
    unsteered,
    sessions,
    pins,
    replays,
    judgements,
    shown,
    launcher,
    lastEditor,
    diagnostics,
    comparisons,
    sweeps,
    fixtures,
    lenses,
    inlineScores,
    scoredEditor,
  };
  const panel = new PanelController(context.extensionUri, panelActions(parts, "panel"), panelVisibility, () =>
    shown.activate(),
  );
  context.subscriptions.push(
    log,
    runChanged,
    { dispose: () => queueMemory.close(runs) },
    { dispose: () => engine[Symbol.dispose]() },
    ...[
      models,
      rewards,
      versions,
      shown,
      pins,
      replays,
      judgements,
      sessions,
      diagnostics,
      tree,
      queueTree,
      statusBar,
      fixtures,
      lenses,
      inlineScores,
      panelVisibility,
      panel,
      sweeps,
    ],
    new RewardTypes(),
    runsList.show(tree),
    rewardsList.show(rewardsTree),
    ...watchChanges({ ...parts, panel, statusBar, queueMemory, onDidChangeRun }),
  );
  queueMemory
    .restore(runs, (asked) => launcher.again(asked, { patient: true }))
    .catch((error: unknown) => log.warn(messageOf(error)));
  log.debug(`Put together in ${(performance.now() - began).toFixed(1)} ms.`);
  return {
    commands: commandsOf({ ...parts, panel }, context.asAbsolutePath("dist")),
    form,
    panel,
    runEditor: new RunEditor(context.extensionUri, parts),
    runPartEditor: new RunPartEditor(),
    sweepEditor: new SweepEditor(context.extensionUri, sweeps),
  };
}
