/** "Generate at Cursor": what surrounds the cursor is the condition, the selection is what gets written. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import type { RunView } from "../../protocol/panel.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import { contextBudget, nearestContext } from "../editor/cursorContext.ts";
import { InsertionPlace } from "../editor/insertionPlace.ts";
import { isWritable } from "../editor/lastEditor.ts";
import { modelTokens } from "../modelTokens.ts";
import type { Services } from "../services.ts";
import { loadCatalogs } from "./loadCatalogs.ts";
import { particleItems } from "./particleItems.ts";
import { pick } from "./pick.ts";
import { askRewards, type Wanted } from "./questions.ts";
import { ask } from "./wizard.ts";

export async function generateAtCursor(services: Services): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isWritable(editor.document)) {
    void vscode.window.showInformationMessage(
      "Open a text file and put the cursor where the text should go, then generate.",
    );
    return;
  }
  const place = new InsertionPlace(editor);
  const rewards = await askWhatFor(services);
  if (rewards === undefined) {
    place.dispose();
    return;
  }
  const view = await write(services, place, rewards);
  if (view?.status === "done") await choose(place, view);
}

async function askWhatFor(services: Services): Promise<readonly RewardChoice[] | undefined> {
  await loadCatalogs(services);
  const question = askRewards({
    rewards: services.rewards.rewards,
    newReward: () => void vscode.commands.executeCommand("fkSteering.newReward"),
  });
  const { model, rewards } = services.form.form;
  return (await ask<Wanted>("Generate at Cursor", [question], { model, prompt: "", rewards }))?.rewards;
}

/** Characters are not tokens: where a context turns out too long, it tries with half of it. */
async function write(
  { form, folder, launcher, models, panel }: Services,
  place: InsertionPlace,
  rewards: readonly RewardChoice[],
): Promise<RunView | undefined> {
  panel.show({ focus: false });
  const { before, after } = place.surroundings();
  const model = models.choose(form.form.model);
  const most = contextBudget(modelTokens(model));
  for (const budget of [most, most / 2, most / 4]) {
    const { prefix, suffix } = nearestContext(before, place.wasEmpty ? "" : after, Math.floor(budget));
    const last = budget < most / 2;
    const tooLong = (error: unknown): boolean => error instanceof SteeringError && error.code === "prompt-too-long";
    const run = await launcher.launch(
      { ...form.form, prompt: prefix, suffix, rewards },
      { place, keepPrompt: true, ignore: (error) => !last && tooLong(error) },
    );
    const { view, error } = await run.ended;
    if (last || !tooLong(error)) return view;
    await folder.delete(run.runFile).catch(() => {});
  }
  return undefined;
}

async function choose(place: InsertionPlace, view: RunView): Promise<void> {
  const items = particleItems(view);
  const chosen = await pick({
    title: "Generate at Cursor",
    step: 1,
    steps: 1,
    placeholder: "What to insert, the highest reward first",
    items,
    active: items[0],
    dismissible: true,
  });
  const [particle] = chosen === "back" ? [] : (chosen ?? []);
  if (particle !== undefined) await place.insert(particle.text);
}
