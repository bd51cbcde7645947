/** Rewards out of the workspace, opened: compiled here, run in a process of their own. */
import { SteeringError } from "../../errors.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import type { OpenReward, OpenRewardOptions, ParameterRecord } from "./opened.ts";

/** Folders that reward code may be read from: none in an untrusted workspace. */
export function rewardFolders(settings: EngineSettings): readonly string[] {
  return settings.trusted ? settings.rewardFolders : [];
}

export function openFileReward(
  path: string,
  _chosen: ParameterRecord,
  _options: OpenRewardOptions,
): Promise<OpenReward> {
  throw new SteeringError("internal", `${path}: file rewards are being built.`);
}
