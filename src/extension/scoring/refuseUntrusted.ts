/** Code of a workspace is not run before the workspace is trusted. The engine refuses too; here it need not be started for that. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { rewardName } from "../rewards/rewardFiles.ts";

/** Throws `reward-untrusted`. */
export function refuseUntrusted(path: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new SteeringError(
    "reward-untrusted",
    `The reward ${rewardName(path)} was not run: it is code of this workspace, and the workspace is not trusted. Trust the workspace, then try again.`,
    { details: { reward: path } },
  );
}
