/** Every command of the extension: what package.json declares, bound to what does it, and handed the few services that it needs. */
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

/** What a command does with what VS Code gives it. Rejects never: a person is told what went wrong. */
export type Command = (...given: readonly unknown[]) => Promise<unknown>;

/**
 * By their names in package.json.
 *
 * @param dist the folder of what is bundled
 */
export function commandsOf(services: Services, dist: string): ReadonlyMap<string, Command> {
  const { comparisons, diagnostics, engine, fixtures, folder, form, inlineScores, launcher, log, models, panel } =
    services;
  const { pins, queueTree, reports, rewards, runs, scoredEditor, sessions, shown, sweeps, tree } = services;
  // From a list, VS Code gives the line that was clicked, and all that are selected.
  const command = (
    name: string,
    action: (target: RunTarget, selected: readonly unknown[]) => unknown,
  ): readonly [string, Command] => [
    `fkSteering.${name}`,
    async (target, selected) => {
      try {
        return await action(target as RunTarget, Array.isArray(selected) ? selected : []);
      } catch (error) {
        void presentError(error, log);
        return undefined;
      }
    },
  ];
  /** By a key of the list, VS Code gives nothing. */
  const ofList = (
    name: string,
    action: (target: RunTarget, selected: readonly unknown[]) => unknown,
  ): readonly [string, Command] =>
    command(name, (target, selected) => {
      if (target !== undefined) return action(target, selected);
      if (tree.selected.length > 0) return action(tree.selected[0], tree.selected);
      return inform("Choose a run of the list first, with Space or a click.");
    });
  return new Map([
    command("generate", () => generate({ form, launcher, models, panel, rewards })),
    command("generateAtCursor", () => generateAtCursor({ diagnostics, form, launcher, models, panel, rewards })),
    command("generateWithReward", (target) => generateWithReward({ form, launcher, panel }, target)),
    command("runAgain", () => runAgain({ form, launcher, panel })),
    command("compareWithBestOfN", async () => {
      const { compareWithBestOfN } = await import("./compareWithBestOfN.ts");
      await compareWithBestOfN({ comparisons, engine, folder, form, launcher, log, models, rewards, tree });
    }),
    command("sweep", async () => {
      const { sweep } = await import("./sweep.ts");
      await sweep({ engine, form, launcher, log, models, rewards, sweeps, tree });
    }),
    command("testReward", async (target) => {
      const { testReward } = await import("../testing/testRewardCommand.ts");
      return testReward({ fixtures }, target);
    }),
    command("refine", () => refine(launcher, sessions.active?.view)),
    command("scoreSelection", async (target) => {
      const { scoreSelection } = await import("../scoring/scoreSelection.ts");
      await scoreSelection({ engine, log, scoredEditor }, target);
    }),
    command("scoreRun", async (target) => {
      const { scoreRun } = await import("../scoring/scoreRun.ts");
      await scoreRun({ engine, folder, rewards, tree }, target);
    }),
    command("profileReward", async (target) => {
      const { profileReward } = await import("../scoring/profileReward.ts");
      await profileReward({ engine, folder }, target);
    }),
    command("debugReward", async (target) => {
      const { debugReward } = await import("../debug/debugReward.ts");
      await debugReward({ engine, log, sessions }, target);
    }),
    command("toggleScores", (target) => {
      const uri = rewardTarget(target, "show its scores");
      if (uri === undefined) return undefined;
      const refused = inlineScores.isShown ? undefined : inlineScores.refused(uri.fsPath);
      return refused === undefined ? inlineScores.toggle() : inform(refused);
    }),
    command("resumeRun", (target) => resume({ launcher, panel, sessions }, target)),
    command("saveVotes", async (target) => {
      const path = pathOf(target) ?? sessions.active?.id;
      const { saveVotes } = await import("./saveVotes.ts");
      if (path === undefined) void inform("Open a run first that you voted in.");
      else await saveVotes({ engine }, path);
    }),
    command("stop", () => stop(runs, sessions.active?.view)),
    command("stopAfterStep", () => stopAfterStep(runs, sessions.active?.view)),
    command("moveRunUp", (target) => moveQueued({ launcher, queueTree, runs }, target, -1)),
    command("moveRunDown", (target) => moveQueued({ launcher, queueTree, runs }, target, 1)),
    command("cancelRun", (target, selected) => cancelQueued({ launcher, queueTree, runs }, target, selected)),
    command("retryRun", (target) => retry({ launcher, queueTree, runs }, target)),
    command("clearQueue", () => clearQueue({ launcher, queueTree, runs })),
    command("startQueue", () => runs.queue.goOn()),
    command("newReward", () => newReward()),
    command("writeTypes", async (target) => {
      const uri = rewardTarget(target, "write its types");
      if (uri !== undefined) await writeTypes(uri);
    }),
    command("openRunSettings", async (target) => {
      const { openRunSettings } = await import("../images/openRunSettings.ts");
      await openRunSettings({ folder, form, panel, models }, target);
    }),
    command("showPanel", () => panel.show({ focus: true })),
    command("showLog", () => log.show()),
    command("checkDevices", async () => {
      const { checkDevices } = await import("./checkDevices.ts");
      await checkDevices({ engine, folder, form, models, rewards });
    }),
    command("restartEngine", () => engine.restart("a person asked for a restart. The next call starts it again.")),
    command("openRun", (target) => openRun({ panel, runs, shown, folder }, target)),
    command("openRunSource", (target) => openRunSource(target)),
    command("revealRun", (target) => revealRun(target)),
    ofList("deleteRun", (target, selected) => deleteRuns({ folder, runs, tree }, target, selected)),
    command("undoDeleteRun", () => undoDeleteRun({ folder, tree })),
    command("exportRun", async (target) => {
      const path = pathOf(target) ?? sessions.active?.id ?? tree.selected[0]?.path;
      const { exportRun } = await import("./exportRun.ts");
      if (path === undefined) void inform("Open a run first, or choose one of the list.");
      else await exportRun(path, dist);
    }),
    ofList("renameRun", (target) => renameRun({ folder, tree }, target)),
    ofList("starRun", (target, selected) => markFavourite({ folder, tree }, target, selected, true)),
    ofList("unstarRun", (target, selected) => markFavourite({ folder, tree }, target, selected, false)),
    command("filterRuns", () => filterRuns({ tree })),
    command("showAllRuns", () => (tree.filter = "")),
    ofList("compareRuns", (target, selected) => compareRuns({ folder, panel, pins, runs, shown }, target, selected)),
    command("openReport", (target) => openReport({ reports }, target)),
    command("refreshRuns", () => tree.refresh()),
  ]);
}
