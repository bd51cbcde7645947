/** "Test This Reward": its fixtures, run in the Testing view; how they came out is told beside the editor, too. */
import * as vscode from "vscode";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";
import type { Services } from "../services.ts";
import type { FixtureOutcome } from "./fixtureRun.ts";
import { complain, inform, mention, warn } from "../messages.ts";

export async function testReward(
  { fixtures }: Pick<Services, "fixtures">,
  target: unknown,
): Promise<FixtureOutcome | undefined> {
  const uri = rewardTarget(target, "test it");
  if (uri === undefined) return undefined;
  await saveReward(uri);
  const outcome = await fixtures.runFile(uri);
  void tell(rewardNameOf(uri.fsPath), outcome);
  return outcome;
}

async function tell(name: string, { passed, failed, errors }: FixtureOutcome): Promise<void> {
  const [error] = errors;
  if (error !== undefined) {
    await complain(error);
    return;
  }
  if (passed + failed === 0) {
    void inform(`${name} has no fixtures. Add some: fixtures: [{ better: "…", worse: "…" }, { text: "…", min: 0 }].`);
    return;
  }
  if (failed === 0) {
    mention("pass", `${name}: ${passed} ${passed === 1 ? "fixture passes" : "fixtures pass"}`);
    return;
  }
  const show = "Show";
  const told = `${name}: ${failed} of ${passed + failed} fixtures fail.`;
  if ((await warn(told, show)) === show) {
    await vscode.commands.executeCommand("workbench.view.testing.focus");
  }
}
