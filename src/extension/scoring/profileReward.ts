/** "Profile This Reward": where its time goes, on texts like those that it scores in a run. Loaded when it is asked for. */
import * as vscode from "vscode";
import type { RewardTextSample } from "../../rewards/reward.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";
import type { Services } from "../services.ts";
import { keepDocument } from "../documents/keepDocument.ts";
import { showReport } from "../documents/reports.ts";
import { profileDocument } from "../documents/profileDocument.ts";
import { refuseUntrusted } from "../rewards/refuseUntrusted.ts";
import { particlesOf, samplesOf } from "./scoredRun.ts";
import { inLabel } from "../foreignText.ts";

const most = 64;

export async function profileReward(services: Pick<Services, "engine" | "folder">, target: unknown): Promise<void> {
  const uri = rewardTarget(target, "profile it");
  if (uri === undefined) return;
  refuseUntrusted(uri.fsPath);
  await saveReward(uri);
  const { samples, of } = await textsLikeARuns(services);
  const reward = { source: { kind: "file" as const, path: uri.fsPath }, weight: 1, parameters: {} };
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `FK Steering: profiling ${inLabel(rewardNameOf(uri.fsPath))}` },
    () => services.engine.call("rewards/profile", { reward, samples }),
  );
  await showReport(await keepDocument(services.folder, "profile", profileDocument(report, of)));
}

/** The newest run's particles; where there is none, a story cut to several lengths. */
async function textsLikeARuns({
  folder,
}: Pick<Services, "folder">): Promise<{ samples: readonly RewardTextSample[]; of: string }> {
  for (const { path, end } of await folder.list()) {
    if (end?.outcome !== "done") continue;
    await using document = await openRunDocument(path);
    const samples = samplesOf(document.header.specification, (await particlesOf(document)).slice(0, most));
    if (samples.length === 0) continue;
    return { samples, of: `It scored the ${samples.length} texts of the newest run.` };
  }
  const samples = Array.from({ length: 16 }, (_, i) => sampleOf(story.slice(0, 40 + 10 * i)));
  return { samples, of: `There is no run yet, so it scored ${samples.length} beginnings of a story.` };
}

const story =
  "Once upon a time there was a little dog who lived by the sea. Every day he ran to the beach and looked for shells. " +
  "One day he found a big red shell, and inside it there was a tiny crab who was sad.";

function sampleOf(text: string): RewardTextSample {
  return { text, prefix: "", generated: text, suffix: "", prompt: "" };
}
