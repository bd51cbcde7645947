/** "Generate with This Reward": the form as it is, steered by one reward file. */
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";
import type { Services } from "../services.ts";

/** `target`: a file of the explorer, the editor's title or a lens, a line of the rewards list; else the active editor's file. */
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
