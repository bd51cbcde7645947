/** Compare with Best-of-N in a real window: the questions, the progress, the document, and stopping it. */
import { expect, describe, it, vi } from "vitest";
import { answer, patience, question, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

describe("comparing with best-of-N", () => {
  const workbench = useWorkbench({
    workspace: {},
    settings: {
      "fkSteering.defaults.steps": 6,
      "fkSteering.defaults.every": 3,
      "fkSteering.defaults.particles": 3,
    },
  });

  it("asks for seeds and a holdout, and shows what it found as a document", async () => {
    const { page, runCommand, webview, screenshot } = workbench();
    await runCommand("FK Steering: Run Again");
    await steeringPanel(workbench()).says(/^Done in/);
    await runCommand("FK Steering: Compare with Best-of-N");
    await question(workbench(), "Compare with Best-of-N (1/2)");
    const focused = page.locator(".quick-input-list .monaco-list-row.focused");
    expect(await focused.textContent()).toContain("10 seeds");
    await answer(workbench(), "2", "2 seeds");
    await question(workbench(), "Compare with Best-of-N (2/2)");
    // What judges the run's reward.
    expect(await focused.textContent()).toContain("sentiment-ratings");
    await answer(workbench(), "length");

    await webview().getByRole("heading", { name: "Steering compared with best-of-N" }).waitFor({ timeout: patience });
    const rows = await webview().locator("tr").allTextContents();
    const numbers = /−?\d\.\d{3} \[−?\d+\.\d{3}, −?\d+\.\d{3}\]/u;
    for (const label of [
      "base: one",
      "best-of-n: the best of 3",
      "fk: the best of 3",
      "fk − best-of-n",
      "distinct-2",
    ]) {
      expect(rows.find((row) => row.trim().startsWith(label))).toMatch(numbers);
    }
    const text = (await webview().locator("body").textContent()) ?? "";
    expect(text).toContain("95 % interval");
    expect(text).toContain("holdout length");
    expect(text).toContain("2 seeds from 0");
    await screenshot("comparison");
    // Below the run that was asked for the same way, which is selected: it is looked at.
    await page.locator('.activitybar .action-item a[aria-label^="FK Steering"]').first().click();
    const run = page
      .locator(".pane", { hasText: /^Runs/u })
      .locator(".monaco-list-row", { hasText: "Once upon a time" });
    await run.first().locator(".monaco-tl-twistie").click({ timeout: patience });
    await page
      .locator(".monaco-list-row", { hasText: "Steering compared with best-of-N" })
      .waitFor({ timeout: patience });
    await screenshot("comparison-below-run");
  });

  it("tries each device with the form's model, and shows what came of it", async () => {
    const { runCommand, webview, screenshot } = workbench();
    await runCommand("FK Steering: Check Devices");
    await webview().getByRole("heading", { name: "Devices", exact: true }).waitFor({ timeout: patience });
    const rows = await webview().locator("tr").allTextContents();
    expect(rows.find((row) => row.trim().startsWith("cpu"))).toMatch(/cpu\s*yes\s*\d+\.\d ms a call/u);
    expect(rows.find((row) => row.trim().startsWith("cuda"))).toMatch(/cuda\s*no\s*\S/u);
    await screenshot("devices");
  });

  it("remembers the answers, tells how far it is, and stops", async () => {
    const { page, runCommand, notification, screenshot } = workbench();
    await runCommand("FK Steering: Compare with Best-of-N");
    await question(workbench(), "Compare with Best-of-N (1/2)");
    const focused = page.locator(".quick-input-list .monaco-list-row.focused");
    expect(await focused.textContent()).toContain("2 seeds");
    await answer(workbench(), "1000", "1000 seeds");
    await question(workbench(), "Compare with Best-of-N (2/2)");
    expect(await focused.textContent()).toContain("length");
    await page.keyboard.press("Enter");
    const told = notification(
      /Compare with Best-of-N: seed [2-9] of 1000 · (un)?steered, step \d of 6 · \d+ (s|min) left/u,
    );
    await told.waitFor({ timeout: patience });
    await screenshot("comparing");
    await told.getByRole("button", { name: "Cancel" }).click();
    await notification("Compare with Best-of-N").waitFor({ state: "detached", timeout: patience });
    // Stopping is no failure.
    expect(await page.locator(".notification-list-item .codicon-error").count()).toBe(0);
  });

  it("sweeps the form's run over a grid, stops, resumes, and opens a cell as a run", async () => {
    const { page, runCommand, webview, screenshot } = workbench();
    await runCommand("FK Steering: Sweep…");
    const answers = [
      ["0, 40", "λ 0, 40"],
      ["2, 3", "2, 3 particles"],
      ["difference, max", "difference, max"],
      ["90", "90 seeds"],
    ] as const;
    for (const [index, [typed, row]] of answers.entries()) {
      await question(workbench(), `Sweep (${index + 1}/4)`);
      await answer(workbench(), typed, row);
    }
    await webview().getByRole("heading", { name: "Sweep of sentiment-lexicon" }).waitFor({ timeout: patience });
    const done = async (): Promise<number> =>
      Number(/^(\d+) of 720 cells/u.exec((await webview().locator("header [role=status]").textContent()) ?? "")?.[1]);
    // The first seed has its whole grid before the second begins.
    await expect.poll(done, { timeout: patience }).toBeGreaterThan(8);
    await webview()
      .getByTitle(/^Stop the sweep/u)
      .click({ timeout: patience });
    const resume = webview().getByTitle(/^Go on with the cells/u);
    await resume.waitFor({ timeout: patience });
    const stopped = await done();
    expect(await webview().locator("fk-sweep-plot canvas").count()).toBe(2);
    expect(await webview().locator("fk-sweep-grid td").count()).toBe(8);
    expect(await webview().locator("section[aria-label=Table] tbody tr").count()).toBe(8);
    await screenshot("sweep");
    await resume.click({ timeout: patience });
    await expect.poll(done, { timeout: patience }).toBeGreaterThan(stopped);
    await screenshot("sweeping");
    await webview()
      .getByTitle(/^Stop the sweep/u)
      .click({ timeout: patience });
    await resume.waitFor({ timeout: patience });
    await webview()
      .getByRole("button", { name: "Open the run: λ 40, 3 particles, max, seed 0" })
      .click({ timeout: patience });
    await page.locator(".tab.active", { hasText: /^cell-\d+\.fkrun/u }).waitFor({ timeout: patience });
    await webview().locator("fk-card").nth(2).waitFor({ timeout: patience });
  });
});
