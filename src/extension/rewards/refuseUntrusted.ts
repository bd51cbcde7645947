/** Code of a workspace is not run before the workspace is trusted. The engine refuses too; here it need not be started for that. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";

/** Throws `reward-untrusted`, with what else can be done where it is not to try again. */
export function refuseUntrusted(path: string, orElse = "then try again"): void {
  if (vscode.workspace.isTrusted) return;
  throw new SteeringError(
    "reward-untrusted",
    `The reward ${rewardNameOf(path)} was not run: it is code of this workspace, and the workspace is not trusted. Trust the workspace, ${orElse}.`,
    { details: { reward: path } },
  );
}
