/** "Generate…": model, prompt, reward; then the run starts and the panel opens. */
import * as vscode from "vscode";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import type { Services } from "../services.ts";
import { loadCatalogs } from "./loadCatalogs.ts";
import { askModel, askPrompt, askRewards, type Wanted } from "../ask/questions.ts";
import { ask } from "../ask/wizard.ts";
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";

export async function generate(
  services: Pick<Services, "form" | "launcher" | "models" | "panel" | "rewards">,
): Promise<void> {
  const { form, launcher, models, panel, rewards } = services;
  const found = await loadCatalogs(services);
  const { prompt, rewards: lastRewards, model } = form.form;
  const wanted = await ask<Wanted>(
    "Generate",
    [
      askModel(found),
      askPrompt(form.prompts, found),
      askRewards({
        models: found,
        rewards: rewards.rewards,
        newReward: () => void vscode.commands.executeCommand("fkSteering.newReward"),
      }),
    ],
    { model: models.choose(model)?.name ?? model, prompt, rewards: lastRewards },
  );
  if (wanted === undefined) return;
  form.rememberPrompt(wanted.prompt);
  // First, so that the page loads while the model does.
  panel.show({ focus: false });
  // What was last asked of a model of its kind.
  const before = form.formFor(models.choose(wanted.model)?.modality);
  await launcher.launch({ ...before, ...wanted, suffix: "", ...stepsOf(found, wanted.model, before.model) });
}

/** Another model has steps of its own. */
function stepsOf(models: readonly ModelInfo[], chosen: string, before: string): { readonly steps?: number } {
  const steps = models.find(({ name }) => name === chosen)?.steps;
  return chosen === before || steps === undefined ? {} : { steps };
}

/** The form as it is, once more. */
export async function runAgain({
  form,
  launcher,
  panel,
}: Pick<Services, "form" | "launcher" | "panel">): Promise<void> {
  panel.show({ focus: false });
  await launcher.launch(form.form, { asForm: true });
}

/** "Generate with This Reward": the form as it is, steered by one reward file. `target`: a file of the explorer, the editor's title or a lens, a line of the rewards list; else the active editor's file. */
export async function generateWithReward(
  services: Pick<Services, "form" | "launcher" | "panel">,
  target: unknown,
): Promise<void> {
  const { form, launcher, panel } = services;
  const uri = rewardTarget(target, "generate with it");
  if (uri === undefined) return;
  await saveReward(uri);
  const before = form.form.rewards.find(({ source }) => source.kind === "file" && source.path === uri.fsPath);
  const reward = before ?? { source: { kind: "file", path: uri.fsPath }, weight: 1, parameters: {} };
  panel.show({ focus: false });
  await launcher.launch({ ...form.form, rewards: [reward] });
}
