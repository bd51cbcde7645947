/** What commands and the panel work with: made once, by `activate`. Each command names those that it needs, and is handed no others. */
import type * as vscode from "vscode";
import type { Comparisons } from "./compare/comparisons.ts";
import type { EngineClient } from "./engine/engineClient.ts";
import type { RewardDiagnostics } from "./diagnostics/rewardDiagnostics.ts";
import type { LastEditor } from "./editor/lastEditor.ts";
import type { ModelCatalog } from "./modelCatalog.ts";
import type { PanelController } from "./panel/panelController.ts";
import type { InlineScores } from "./lenses/inlineScores.ts";
import type { RewardLenses } from "./lenses/rewardLenses.ts";
import type { RewardCatalog } from "./rewards/rewardCatalog.ts";
import type { RewardVersions } from "./rewards/rewardVersions.ts";
import type { FormMemory } from "./runs/formMemory.ts";
import type { RunController } from "./runs/runController.ts";
import type { Reports } from "./documents/reports.ts";
import type { RunFolder } from "./runs/runFolder.ts";
import type { RunLauncher } from "./runs/runLauncher.ts";
import type { RunsTree } from "./runs/runsTree.ts";
import type { PanelSession } from "./sessions/panelSession.ts";
import type { QueueTree } from "./queue/queueTree.ts";
import type { Judgements } from "./sessions/judgements.ts";
import type { Replays } from "./sessions/replays.ts";
import type { Pins } from "./sessions/pins.ts";
import type { UnsteeredRuns } from "./runs/unsteeredRuns.ts";
import type { Sessions } from "./sessions/sessions.ts";
import type { Sweeps } from "./sweeps/sweeps.ts";
import type { ScoredEditor } from "./scoring/scoredEditor.ts";
import type { FixtureTests } from "./testing/fixtureTests.ts";

export interface Services {
  readonly log: vscode.LogOutputChannel;
  readonly engine: EngineClient;
  readonly models: ModelCatalog;
  readonly rewards: RewardCatalog;
  readonly versions: RewardVersions;
  readonly form: FormMemory;
  readonly runs: RunController;
  readonly folder: RunFolder;
  readonly reports: Reports;
  readonly tree: RunsTree;
  readonly queueTree: QueueTree;
  readonly unsteered: UnsteeredRuns;
  /** The runs that are looked at: commands act on the active one. */
  readonly sessions: Sessions;
  /** The particles that are seen side by side, in every page. */
  readonly pins: Pins;
  /** The shown runs under their rewards as they are now. */
  readonly judgements: Judgements;
  readonly replays: Replays;
  /** The one that the panel shows. */
  readonly shown: PanelSession;
  readonly launcher: RunLauncher;
  readonly lastEditor: LastEditor;
  readonly diagnostics: RewardDiagnostics;
  readonly comparisons: Comparisons;
  readonly sweeps: Sweeps;
  readonly fixtures: FixtureTests;
  readonly lenses: RewardLenses;
  readonly inlineScores: InlineScores;
  readonly scoredEditor: ScoredEditor;
  readonly panel: PanelController;
}
