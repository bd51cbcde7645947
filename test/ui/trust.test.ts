/** A workspace that is not trusted: built-in rewards work, rewards that are code of the workspace are refused until it is. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { answer, closeNotifications, patience, question, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const constant = `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "text", score: (samples) => samples.map(() => 0.125) });
`;

describe("a workspace that is not trusted", () => {
  const workbench = useWorkbench({
    trust: "restricted",
    workspace: { "rewards/constant.reward.ts": constant },
    settings: {
      "fkSteering.defaults.steps": 6,
      "fkSteering.defaults.every": 3,
      "fkSteering.defaults.particles": 3,
    },
  });
  const panel = () => steeringPanel(workbench());
  afterEach(() => closeNotifications(workbench()));

  const generate = async (reward: string): Promise<void> => {
    const { page, runCommand } = workbench();
    await runCommand("FK Steering: Generate…");
    for (const step of ["Generate (1/3)", "Generate (2/3)"]) {
      await question(workbench(), step);
      await page.locator(".quick-input-list .monaco-list-row.focused").waitFor({ timeout: patience });
      await page.keyboard.press("Enter");
    }
    await question(workbench(), "Generate (3/3)");
    await answer(workbench(), reward);
  };

  it("generates with a built-in reward and says what is off", async () => {
    const { webview, screenshot } = workbench();
    await generate("sentiment-lexicon");
    await panel().says(/^Done in/);
    expect(await webview().locator("fk-notice").allTextContents()).toEqual([
      expect.stringContaining("Rewards of this workspace are off, because it is not trusted"),
    ]);
    await screenshot("restricted");
  });

  it("refuses a reward of the workspace, with the reason and the way out", async () => {
    const { page, notification, screenshot } = workbench();
    const before = await panel().status().textContent();
    await generate("constant");
    const told = notification(
      "The reward constant was not run: it is code of this workspace, and the workspace is not",
    );
    await told.waitFor({ timeout: patience });
    await screenshot("untrusted-reward");
    expect(await panel().status().textContent()).toBe(before);

    await told.getByRole("button", { name: "Manage Workspace Trust" }).click();
    await page.locator(".workspace-trust-editor").waitFor({ timeout: patience });
    await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor({ state: "detached" });
    await panel().started(() => generate("constant"));
    await panel().says(/^Done in .* best reward 0\.125/);
  });
});
