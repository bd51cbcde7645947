/** Every command of the extension: what package.json declares, bound to what does it, and handed the few services that it needs. */
import * as vscode from "vscode";
import { cancelQueued, clearQueue, moveQueued, retry } from "../queue/queueCommands.ts";
import { openReport } from "../documents/reports.ts";
import { presentError } from "../log.ts";
import { inform } from "../messages.ts";
import { writeTypes } from "../newReward/rewardTypes.ts";
import { rewardTarget } from "../rewards/rewardTarget.ts";
import type { Services } from "../services.ts";
import { generate, generateWithReward, runAgain } from "./generate.ts";
import { generateAtCursor } from "./generateAtCursor.ts";
import { newReward } from "./newReward.ts";
import { refine } from "./refine.ts";
import { resume } from "./resume.ts";
import { compareRuns, filterRuns, markFavourite, renameRun } from "./organiseRuns.ts";
import { deleteRuns, openRun, openRunSource, pathOf, revealRun, undoDeleteRun, type RunTarget } from "./runFiles.ts";
import { stop, stopAfterStep } from "./stop.ts";

/** @param dist the folder of what is bundled */
export function registerCommands(services: Services, dist: string): vscode.Disposable[] {
  const { comparisons, diagnostics, engine, fixtures, folder, form, inlineScores, launcher, log, models, panel } =
    services;
  const { pins, queueTree, reports, rewards, runs, scoredEditor, sessions, shown, sweeps, tree } = services;
  // From a list, VS Code gives the line that was clicked, and all that are selected.
  const register = (
    name: string,
    action: (target: RunTarget, selected: readonly unknown[]) => unknown,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(`fkSteering.${name}`, async (target: RunTarget, selected: unknown) => {
      try {
        return await action(target, Array.isArray(selected) ? selected : []);
      } catch (error) {
        void presentError(error, log);
        return undefined;
      }
    });
  /** By a key of the list, VS Code gives nothing. */
  const ofList = (
    name: string,
    action: (target: RunTarget, selected: readonly unknown[]) => unknown,
  ): vscode.Disposable =>
    register(name, (target, selected) => {
      if (target !== undefined) return action(target, selected);
      if (tree.selected.length > 0) return action(tree.selected[0], tree.selected);
      return inform("Choose a run of the list first, with Space or a click.");
    });
  return [
    register("generate", () => generate({ form, launcher, models, panel, rewards })),
    register("generateAtCursor", () => generateAtCursor({ diagnostics, form, launcher, models, panel, rewards })),
    register("generateWithReward", (target) => generateWithReward({ form, launcher, panel }, target)),
    register("runAgain", () => runAgain({ form, launcher, panel })),
    register("compareWithBestOfN", async () => {
      const { compareWithBestOfN } = await import("./compareWithBestOfN.ts");
      await compareWithBestOfN({ comparisons, engine, folder, form, launcher, log, models, rewards, tree });
    }),
    register("sweep", async () => {
      const { sweep } = await import("./sweep.ts");
      await sweep({ engine, form, launcher, log, models, rewards, sweeps, tree });
    }),
    register("testReward", async (target) => {
      const { testReward } = await import("../testing/testRewardCommand.ts");
      return testReward({ fixtures }, target);
    }),
    register("refine", () => refine(launcher, sessions.active?.view)),
    register("scoreSelection", async (target) => {
      const { scoreSelection } = await import("../scoring/scoreSelection.ts");
      await scoreSelection({ engine, log, scoredEditor }, target);
    }),
    register("scoreRun", async (target) => {
      const { scoreRun } = await import("../scoring/scoreRun.ts");
      await scoreRun({ engine, folder, rewards, tree }, target);
    }),
    register("profileReward", async (target) => {
      const { profileReward } = await import("../scoring/profileReward.ts");
      await profileReward({ engine, folder }, target);
    }),
    register("debugReward", async (target) => {
      const { debugReward } = await import("../debug/debugReward.ts");
      await debugReward({ engine, log, sessions }, target);
    }),
    register("toggleScores", (target) => {
      const uri = rewardTarget(target, "show its scores");
      if (uri === undefined) return undefined;
      const refused = inlineScores.isShown ? undefined : inlineScores.refused(uri.fsPath);
      return refused === undefined ? inlineScores.toggle() : inform(refused);
    }),
    register("resumeRun", (target) => resume({ launcher, panel, sessions }, target)),
    register("saveVotes", async (target) => {
      const path = pathOf(target) ?? sessions.active?.id;
      const { saveVotes } = await import("./saveVotes.ts");
      if (path === undefined) void inform("Open a run first that you voted in.");
      else await saveVotes({ engine }, path);
    }),
    register("stop", () => stop(runs, sessions.active?.view)),
    register("stopAfterStep", () => stopAfterStep(runs, sessions.active?.view)),
    register("moveRunUp", (target) => moveQueued({ launcher, queueTree, runs }, target, -1)),
    register("moveRunDown", (target) => moveQueued({ launcher, queueTree, runs }, target, 1)),
    register("cancelRun", (target, selected) => cancelQueued({ launcher, queueTree, runs }, target, selected)),
    register("retryRun", (target) => retry({ launcher, queueTree, runs }, target)),
    register("clearQueue", () => clearQueue({ launcher, queueTree, runs })),
    register("startQueue", () => runs.queue.goOn()),
    register("newReward", () => newReward()),
    register("writeTypes", async (target) => {
      const uri = rewardTarget(target, "write its types");
      if (uri !== undefined) await writeTypes(uri);
    }),
    register("openRunSettings", async (target) => {
      const { openRunSettings } = await import("../images/openRunSettings.ts");
      await openRunSettings({ folder, form, panel, models }, target);
    }),
    register("showPanel", () => panel.show({ focus: true })),
    register("showLog", () => log.show()),
    register("checkDevices", async () => {
      const { checkDevices } = await import("./checkDevices.ts");
      await checkDevices({ engine, folder, form, models, rewards });
    }),
    register("restartEngine", () => engine.restart("a person asked for a restart. The next call starts it again.")),
    register("openRun", (target) => openRun({ panel, runs, shown, folder }, target)),
    register("openRunSource", (target) => openRunSource(target)),
    register("revealRun", (target) => revealRun(target)),
    ofList("deleteRun", (target, selected) => deleteRuns({ folder, runs, tree }, target, selected)),
    register("undoDeleteRun", () => undoDeleteRun({ folder, tree })),
    register("exportRun", async (target) => {
      const path = pathOf(target) ?? sessions.active?.id ?? tree.selected[0]?.path;
      const { exportRun } = await import("./exportRun.ts");
      if (path === undefined) void inform("Open a run first, or choose one of the list.");
      else await exportRun(path, dist);
    }),
    ofList("renameRun", (target) => renameRun({ folder, tree }, target)),
    ofList("starRun", (target, selected) => markFavourite({ folder, tree }, target, selected, true)),
    ofList("unstarRun", (target, selected) => markFavourite({ folder, tree }, target, selected, false)),
    register("filterRuns", () => filterRuns({ tree })),
    register("showAllRuns", () => (tree.filter = "")),
    ofList("compareRuns", (target, selected) => compareRuns({ folder, panel, pins, runs, shown }, target, selected)),
    register("openReport", (target) => openReport({ reports }, target)),
    register("refreshRuns", () => tree.refresh()),
  ];
}
