/** Runs that wait for each other in a real window: their list, by keyboard, over a reload, and the status bar. */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { patience, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

describe("the queue", () => {
  const workbench = useWorkbench({
    workspace: { "notes.txt": "My notes.\n" },
    // Long for the network, and few scored steps to be drawn.
    settings: {
      "fkSteering.defaults.steps": 5000,
      "fkSteering.defaults.every": 500,
      "fkSteering.defaults.particles": 48,
    },
  });
  const panel = () => steeringPanel(workbench());
  beforeAll(async () => {
    const { openFile, runCommand } = workbench();
    await openFile("notes.txt");
    await runCommand("FK Steering: Show Panel");
    await panel().runButton().waitFor({ timeout: patience });
  });

  it("lets runs wait, in an order that a person changes by keyboard, and goes on with the next after each", async () => {
    const { page, runCommand, webview, screenshot } = workbench();
    const queued = page.locator(".pane", { hasText: /^Queue/u }).locator(".monaco-list-row");
    const order = async (): Promise<string[]> =>
      (await queued.allTextContents()).map((text) => /seed \d+/u.exec(text)?.[0] ?? text);
    await panel().number("Seed").fill("1");
    await panel().started(() => panel().runButton().click());
    await panel().says(/^Step [1-9]/);
    for (const seed of ["2", "3"]) {
      await panel().number("Seed").fill(seed);
      await page.keyboard.press("Control+Enter");
    }
    await webview().getByRole("button", { name: "2 waiting" }).click({ timeout: patience });
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 2", "seed 3"]);
    await queued.nth(1).click();
    await queued.nth(1).and(page.locator(".selected")).waitFor({ timeout: patience });
    await page.keyboard.press("Alt+ArrowDown");
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 3", "seed 2"]);
    const status = page.locator(".statusbar-item", { hasText: "waiting" });
    await expect
      .poll(() => status.textContent(), { timeout: patience })
      .toMatch(/cpu · \d+\/5000 · [\d.]+ steps\/s · 2 waiting/u);
    await screenshot("queue");
    await page.keyboard.press("Delete");
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 3"]);
    // Over a reload both wait, the one under way to go on in its file.
    await page.reload();
    await page.locator(".pane", { hasText: "The window was reloaded" }).waitFor({ timeout: patience });
    await expect.poll(order, { timeout: patience }).toEqual(["seed 1", "seed 3"]);
    await screenshot("queue-reloaded");
    await runCommand("FK Steering: Start Queue");
    await page.locator(".statusbar-item", { hasText: "steps/s" }).waitFor({ timeout: patience });
    // A click in the status bar leads back to the panel, where the run stops after its step and the next begins.
    await page.locator(".tab", { hasText: "notes.txt" }).click();
    await status.click();
    await webview().getByRole("button", { name: "Stop after this step" }).click({ timeout: patience });
    await webview().locator("fk-run-line", { hasText: "seed 3" }).waitFor({ timeout: patience });
    await panel().says(/^Step [1-9]/);
    await panel().stopButton().click();
    await panel().says(/^Stopped at step/);
    await page.locator(".statusbar-item", { hasText: "steps/s" }).waitFor({ state: "detached", timeout: patience });
  });
});
