/** Everything that can be chosen, learned before a question is asked. The first call starts the engine. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import type { Services } from "../services.ts";

/** Throws `model-missing` when there is no model. */
export async function loadCatalogs({
  models,
  rewards,
}: Pick<Services, "models" | "rewards">): Promise<readonly ModelInfo[]> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: "FK Steering: looking for models and rewards" },
    async () => {
      const [found] = await Promise.all([models.load(), rewards.loadBuiltins(), rewards.findFiles()]);
      if (found.length > 0) return found;
      throw new SteeringError(
        "model-missing",
        "There is no model: the one that comes with FK Steering is not where it should be, and the setting " +
          "fkSteering.models.folders leads to none. Reinstall the extension, or name a folder that has models.",
      );
    },
  );
}
