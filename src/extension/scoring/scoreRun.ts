/** "Score a Run": every particle of a saved run under another reward, and how their ranks change. Loaded when it is asked for. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { openRunDocument } from "../../runfile/document.ts";
import type { RewardChoice, RunSpecification } from "../../protocol/specification.ts";
import { pick } from "../ask/pick.ts";
import { rewardItems } from "../ask/questionItems.ts";
import { showDocument } from "../compare/comparisons.ts";
import { rewardName } from "../rewards/rewardFiles.ts";
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";
import { labelOfRun } from "../runs/runLabel.ts";
import type { Services } from "../services.ts";
import { keepDocument } from "../documents/keepDocument.ts";
import { refuseUntrusted } from "./refuseUntrusted.ts";
import { particlesOf, rankedGroups, samplesOf } from "./scoredRun.ts";
import { scoredRunDocument } from "../documents/scoredRunDocument.ts";

const title = "Score a Run";

/** `target`: a run of the list, or a reward file; what is missing is asked for. */
export async function scoreRun(services: Services, target: unknown): Promise<void> {
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
    void vscode.window.showInformationMessage(
      "That run has no texts to score: it made images, or ended before its first scored step.",
    );
    return;
  }
  const { scores, name } = await services.engine.call("rewards/score", {
    reward,
    samples: samplesOf(specification, particles),
  });
  const groups = rankedGroups(specification, particles, scores);
  const facts = { reward: name, steeredBy: steeredBy(specification), run: basename(run) };
  await showDocument(await keepDocument(services.folder, "scores", scoredRunDocument(groups, facts)));
}

async function rewardFor(services: Services, target: unknown): Promise<RewardChoice | undefined> {
  const isRewardOwn = runOf(target) === undefined && target !== undefined;
  const uri = isRewardOwn ? rewardTarget(target, "score a run with it") : undefined;
  if (isRewardOwn)
    return uri === undefined ? undefined : { source: { kind: "file", path: uri.fsPath }, weight: 1, parameters: {} };
  await Promise.all([services.rewards.loadBuiltins(), services.rewards.findFiles()]);
  const known = rewardItems(services.rewards.rewards, [], vscode.workspace.isTrusted);
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

async function askRun({ folder }: Services): Promise<string | undefined> {
  const now = Date.now();
  const runs = (await folder.list()).filter(({ header }) => header !== undefined);
  const items = runs.map((run) => {
    const { label, description } = labelOfRun(run, { running: false, now });
    return { label, description, path: run.path };
  });
  const placeHolder = items.length === 0 ? "There is no run yet: generate first" : "The run whose particles are scored";
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.path;
}

function steeredBy({ rewards }: RunSpecification): string {
  return rewards.map(({ source }) => (source.kind === "builtin" ? source.name : rewardName(source.path))).join(" + ");
}
