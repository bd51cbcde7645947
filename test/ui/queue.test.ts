/** Runs that wait for each other in a real window: their list, by keyboard and by mouse, over a reload and a failure, and the status bar. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { patience, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

/** Takes its time, not the processor's: a run of minutes that leaves the machine to the window. */
const reward = (body: string): string => `import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  async score(samples) {
    ${body}
  },
});
`;
const slow = reward(`await new Promise((resolve) => setTimeout(resolve, 100));
    return samples.map((sample) => sample.text.length);`);
const broken = reward(`throw new Error(\`No idea of \${samples.length}\`);`);

describe("the queue", () => {
  const workbench = useWorkbench({
    workspace: { "notes.txt": "My notes.\n", "rewards/slow.reward.ts": slow },
    // Many steps in which nothing is scored anew between those in which something is: a run that tells of itself many times a second.
    settings: {
      "fkSteering.defaults.steps": 5000,
      "fkSteering.defaults.every": 1,
      "fkSteering.defaults.particles": 8,
    },
  });
  const panel = () => steeringPanel(workbench());
  beforeAll(async () => {
    const { openFile, runCommand } = workbench();
    await runCommand("FK Steering: Show Panel");
    await panel().number("Seed").fill("1", { timeout: patience });
    await openFile("rewards/slow.reward.ts");
  });

  it("lets runs wait, in an order that a person changes by keyboard and mouse, goes on with the next after each, and with what failed when it is asked again", async () => {
    const { page, folder, runCommand, webview, screenshot } = workbench();
    const queued = page.locator(".pane", { hasText: /^Queue/u }).locator(".monaco-list-row");
    const order = async (): Promise<string[]> =>
      (await queued.allTextContents()).map((text) => /seed \d+/u.exec(text)?.[0] ?? text);
    const selected = (row: string) => queued.filter({ hasText: row }).and(page.locator(".selected"));
    await panel().started(() => runCommand("FK Steering: Generate with This Reward"));
    await panel().says(/^Step [1-9]/);
    for (const seed of ["2", "3"]) {
      await panel().number("Seed").fill(seed);
      await page.keyboard.press("Control+Enter");
    }
    await webview().getByRole("button", { name: "2 waiting" }).click({ timeout: patience });
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 2", "seed 3"]);
    await queued.filter({ hasText: "seed 2" }).click();
    await selected("seed 2").waitFor({ timeout: patience });
    await page.keyboard.press("Alt+ArrowDown");
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 3", "seed 2"]);
    const status = page.locator(".statusbar-item", { hasText: "waiting" });
    await expect
      .poll(() => status.textContent(), { timeout: patience })
      .toMatch(/cpu · \d+\/5000 · [\d.]+ steps\/s · 2 waiting/u);
    await screenshot("queue");
    // Quicker than any hand: what is dropped before VS Code has seen where it is goes nowhere, and is dragged again.
    const dragged = async (): Promise<readonly string[]> => {
      await queued.filter({ hasText: "seed 2" }).dragTo(queued.filter({ hasText: "seed 3" }));
      return order();
    };
    await expect.poll(dragged, { timeout: patience, interval: 2000 }).toEqual(["seed 1", "seed 2", "seed 3"]);
    await queued.filter({ hasText: "seed 3" }).click();
    await selected("seed 3").waitFor({ timeout: patience });
    await page.keyboard.press("Delete");
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 2"]);
    // Over a reload both wait, the one under way to go on in its file. A browser's VS Code writes what it keeps a moment after it was told.
    await page.waitForTimeout(5000);
    await page.reload();
    await page.locator(".pane", { hasText: "The window was reloaded" }).waitFor({ timeout: patience });
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 2"]);
    await screenshot("queue-reloaded");
    await runCommand("FK Steering: Start Queue");
    await page.locator(".statusbar-item", { hasText: "steps/s" }).waitFor({ timeout: patience });
    await queued.filter({ hasText: /next.*seed 2/u }).waitFor({ timeout: patience });
    // What is told of the run under way is told in the list, however often it comes.
    const step = async (): Promise<number> => Number(/step (\d+)/iu.exec(await queued.nth(0).innerText())?.[1]);
    const seen = await step();
    await expect.poll(step, { timeout: patience }).toBeGreaterThan(seen);
    // A click in the status bar leads back to the panel, where the run stops after its step and the next begins: it fails, and is said to.
    await page.locator(".tab", { hasText: "slow.reward.ts" }).click();
    await status.click();
    writeFileSync(join(folder, "rewards/slow.reward.ts"), broken);
    await webview().getByRole("button", { name: "Stop after this step" }).click({ timeout: patience });
    await queued.filter({ hasText: /failed.*seed 2/u }).click({ timeout: patience });
    await selected("seed 2").waitFor({ timeout: patience });
    await page
      .locator(".pane", { hasText: /^Queue/u })
      .locator(".monaco-list:focus")
      .waitFor({ timeout: patience });
    await screenshot("queue-failed");
    writeFileSync(join(folder, "rewards/slow.reward.ts"), slow);
    await page.keyboard.press("F5");
    await webview().locator("fk-run-line", { hasText: "seed 2" }).waitFor({ timeout: patience });
    await panel().says(/^Step [1-9]/);
    await panel().stopButton().click();
    await panel().says(/^Stopped at step/);
    await page.locator(".statusbar-item", { hasText: "steps/s" }).waitFor({ state: "detached", timeout: patience });
  });
});
