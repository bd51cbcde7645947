/** "Score a Run": every particle of a saved run under another reward, and how their ranks change. Loaded when it is asked for. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { openRunDocument } from "../../runfile/document.ts";
import type { RewardChoice, RunSpecification } from "../../protocol/specification.ts";
import { pick } from "../ask/pick.ts";
import { rewardItems } from "../ask/questionItems.ts";
import { rewardNameOf, rewardNames } from "../../protocol/rewardWords.ts";
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";
import { labelOfRun } from "../runs/runLabel.ts";
import type { Services } from "../services.ts";
import { keepDocument } from "../documents/keepDocument.ts";
import { withRun } from "../documents/reportRun.ts";
import { showReport } from "../documents/reports.ts";
import { refuseUntrusted } from "../rewards/refuseUntrusted.ts";
import { particlesOf, rankedGroups, samplesOf } from "./scoredRun.ts";
import { scoredRunDocument } from "../documents/scoredRunDocument.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import { modalities } from "../../protocol/modality.ts";
import { inform } from "../messages.ts";

const title = "Score a Run";

/** `target`: a run of the list, or a reward file; what is missing is asked for. */
export async function scoreRun(
  services: Pick<Services, "engine" | "folder" | "rewards" | "tree">,
  target: unknown,
): Promise<void> {
  if (runOf(target) === undefined && target !== undefined && (await refuseImages(services, target))) return;
  const run = runOf(target) ?? (await askRun(services));
  if (run === undefined) return;
  const reward = await rewardFor(services, target);
  if (reward === undefined) return;
  if (reward.source.kind === "file") {
    refuseUntrusted(reward.source.path);
    await saveReward(vscode.Uri.file(reward.source.path));
  }
  await using document = await openRunDocument(run);
  const { specification } = document.header;
  const particles = await particlesOf(document);
  if (particles.length === 0) {
    void inform("That run has no texts to score: it made images, or ended before its first scored step.");
    return;
  }
  const { scores, name } = await services.engine.call("rewards/score", {
    reward,
    samples: samplesOf(specification, particles),
  });
  const groups = rankedGroups(specification, particles, scores);
  const facts = { reward: name, steeredBy: steeredBy(specification), run: basename(run) };
  const report = withRun(scoredRunDocument(groups, facts), run);
  await showReport(await keepDocument(services.folder, "scores", report));
  services.tree.refresh();
}

/** Before a run is asked for: a reward for images cannot judge texts. */
async function refuseImages({ rewards }: Pick<Services, "rewards">, target: unknown): Promise<boolean> {
  const uri = rewardTarget(target, "score a run with it");
  if (uri === undefined) return true;
  await rewards.findFiles();
  const info = rewards.rewards.find(({ source }) => source.kind === "file" && source.path === uri.fsPath);
  if (info === undefined || modalities[info.accepts].isScoredAgain) return false;
  void inform(
    `${rewardNameOf(uri.fsPath)} scores ${modalities[info.accepts].many}, and only runs that wrote texts can be scored again. Choose a reward for texts.`,
  );
  return true;
}

async function rewardFor(services: Pick<Services, "rewards">, target: unknown): Promise<RewardChoice | undefined> {
  const isRewardOwn = runOf(target) === undefined && target !== undefined;
  const uri = isRewardOwn ? rewardTarget(target, "score a run with it") : undefined;
  if (isRewardOwn)
    return uri === undefined ? undefined : { source: { kind: "file", path: uri.fsPath }, weight: 1, parameters: {} };
  await Promise.all([services.rewards.loadBuiltins(), services.rewards.findFiles()]);
  const scoringTexts = services.rewards.rewards.filter(({ accepts }) => modalities[accepts].isScoredAgain);
  const known = rewardItems(scoringTexts, [], vscode.workspace.isTrusted);
  const chosen = await pick({
    title,
    step: 1,
    steps: 1,
    placeholder: "The reward to judge the run by",
    items: known.filter(({ creates, label }) => !creates && label !== ""),
  });
  return chosen === undefined || chosen === "back" ? undefined : chosen[0]?.choices[0];
}

/** The path of a run of the list; a reward's target is none. */
function runOf(target: unknown): string | undefined {
  const path =
    target instanceof vscode.Uri
      ? target.fsPath
      : typeof target === "object" && target !== null && "path" in target && typeof target.path === "string"
        ? target.path
        : undefined;
  return path?.endsWith(".fkrun") === true ? path : undefined;
}

async function askRun({ folder }: Pick<Services, "folder">): Promise<string | undefined> {
  const now = Date.now();
  const runs = await folder.list();
  const scorable = await Promise.all(runs.map((run) => canBeScored(run)));
  const items = runs
    .filter((_, index) => scorable[index])
    .map((run) => {
      const { label, description } = labelOfRun(run, { running: false, now, ...folder.marks.of(run.path) });
      return { label, description, path: run.path };
    });
  const placeHolder =
    items.length === 0
      ? "There is no run with texts yet: generate some first"
      : "The run whose particles are scored: those that wrote texts";
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.path;
}

function steeredBy({ rewards }: RunSpecification): string {
  return rewardNames(rewards).join(" + ");
}

/** Whether a run has texts that a reward can score: told by its end, or by its scored steps where it has none. */
async function canBeScored({ path, header, end }: RunSummary): Promise<boolean> {
  if (header === undefined || !modalities[header.modality].isScoredAgain) return false;
  if (end?.outcome === "done") return true;
  try {
    await using document = await openRunDocument(path);
    return document.stepCount > 0;
  } catch {
    // A damaged file has nothing to score.
    return false;
  }
}
