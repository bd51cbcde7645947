/** "Write at Cursor": what surrounds the cursor is the condition, the selection is what gets written. */
import * as vscode from "vscode";
import { isNamed } from "../../protocol/modelInfo.ts";
import type { RunView } from "../../protocol/panel.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import { cursorContext, longestContext } from "../editor/cursorContext.ts";
import { InsertionPlace } from "../editor/insertionPlace.ts";
import { isWritable } from "../editor/lastEditor.ts";
import { modelTokens } from "../modelTokens.ts";
import type { Services } from "../services.ts";
import { loadCatalogs } from "./loadCatalogs.ts";
import { particleItems } from "./particleItems.ts";
import { pick } from "../ask/pick.ts";
import { askRewards, type Wanted } from "../ask/questions.ts";
import { checkOff } from "../walkthrough.ts";
import { ask } from "../ask/wizard.ts";
import { inform } from "../messages.ts";

export async function generateAtCursor(
  services: Pick<Services, "diagnostics" | "form" | "launcher" | "models" | "panel" | "rewards">,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isWritable(editor.document)) {
    void inform("Open a text file and put the cursor where the text should go, then generate.");
    return;
  }
  // Whatever the panel shows until something is chosen.
  using place = new InsertionPlace(editor);
  const rewards = await askWhatFor(services);
  if (rewards === undefined) return;
  if (isMadeOf(services, rewards, editor.document.uri.fsPath)) {
    void inform(
      `${vscode.workspace.asRelativePath(editor.document.uri)} is a part of the reward: it cannot be written and score at once. Choose another file or reward.`,
    );
    return;
  }
  const view = await write(services, place, rewards);
  if (view?.status === "done") await choose(place, view);
}

function isMadeOf(
  { diagnostics }: Pick<Services, "diagnostics">,
  rewards: readonly RewardChoice[],
  path: string,
): boolean {
  return rewards.some(({ source }) => source.kind === "file" && diagnostics.madeOf(source.path).includes(path));
}

async function askWhatFor(
  services: Pick<Services, "form" | "models" | "rewards">,
): Promise<readonly RewardChoice[] | undefined> {
  await loadCatalogs(services);
  const model = services.models.text(services.form.formFor("text").model)?.name ?? "";
  const question = askRewards({
    models: services.models.models,
    rewards: services.rewards.rewards,
    newReward: () => void vscode.commands.executeCommand("fkSteering.newReward"),
  });
  const { rewards } = services.form.formFor("text");
  return (await ask<Wanted>("Write at Cursor", [question], { model, prompt: "", rewards }))?.rewards;
}

/** Where the context is too long, the model reads what is nearest to the place. */
async function write(
  { form, launcher, models, panel }: Pick<Services, "form" | "launcher" | "models" | "panel">,
  place: InsertionPlace,
  rewards: readonly RewardChoice[],
): Promise<RunView | undefined> {
  panel.show({ focus: false });
  const { before, after } = place.surroundings();
  // The form may be about images.
  const own = form.formFor("text");
  const model = models.text(own.model);
  const isForms = model === undefined || isNamed(model, form.form.model);
  const within = longestContext(modelTokens(model));
  const { prefix, suffix } = cursorContext(before, place.wasEmpty ? "" : after, within);
  const run = await launcher.launch(
    {
      ...own,
      ...(model === undefined || isNamed(model, own.model) ? {} : { model: model.name, steps: model.steps }),
      prompt: prefix,
      otherPrompts: [],
      suffix,
      truncateContext: "nearest",
      rewards,
    },
    { place, keepPrompt: true, keepForm: !isForms },
  );
  return (await run.ended).view;
}

async function choose(place: InsertionPlace, view: RunView): Promise<void> {
  const items = particleItems(view);
  const chosen = await pick({
    title: "Write at Cursor",
    step: 1,
    steps: 1,
    placeholder: "What to insert, the highest reward first",
    items,
    active: items[0],
    dismissible: true,
  });
  const [particle] = chosen === "back" ? [] : (chosen ?? []);
  if (particle === undefined) return;
  await place.insert(particle.text);
  checkOff("insert");
}
