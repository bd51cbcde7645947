/** The list of runs in a real window that a browser shows, and what comes of runs: reveal, delete and undo, scores, reports, insertion. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answer, closeNotifications, patience, save, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const repository = join(import.meta.dirname, "../..");
const story = "There was a cat.\n";
const constant = `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "text", score: (samples) => samples.map(() => 0.5) });
`;

/** What the command line writes. */
function runFile(...flags: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "fk-run-list-"));
  try {
    const cli = join(repository, "dist", "cli.mjs");
    const usual = ["run", "--particles", "2", "--steps", "4", "--every", "2", "--device", "cpu", "--out", "x.fkrun"];
    execFileSync(process.execPath, [cli, ...usual, ...flags], { cwd: folder, stdio: "ignore" });
    return readFileSync(join(folder, "x.fkrun"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the list of runs", () => {
  const workbench = useWorkbench({
    workspace: {
      "runs/told.fkrun": runFile("--prompt", "A tale", "--reward", "sentiment"),
      "runs/painted.fkrun": runFile("--model", "emoji-scenes", "--prompt", "three cats", "--reward", "brightness"),
      "story.txt": story,
      "rewards/constant.reward.ts": constant,
    },
    settings: { "fkSteering.defaults.steps": 6, "fkSteering.defaults.every": 3, "fkSteering.defaults.particles": 3 },
  });
  const panel = () => steeringPanel(workbench());
  const row = (text: string): Locator =>
    workbench().page.locator(".pane", { hasText: /^Runs/u }).locator(".monaco-list-row", { hasText: text }).first();
  const told = () => join(workbench().folder, "runs/told.fkrun");
  const tabs = (): Promise<string[]> => workbench().page.locator(".tab").allTextContents();
  afterEach(() => closeNotifications(workbench()));

  /** From the menu of a run. */
  const choose = async (run: string, item: string): Promise<void> => {
    const { page } = workbench();
    await row(run).waitFor({ timeout: patience });
    await row(run).click({ button: "right" });
    const entry = page.locator(".monaco-menu .action-label", { hasText: item }).first();
    await entry.waitFor({ timeout: patience });
    // A menu takes no click in its first moments.
    await page.waitForTimeout(500);
    await entry.click();
  };
  const showList = async (): Promise<void> => {
    const { page } = workbench();
    if (await row("A tale").isVisible()) return;
    await page.locator('.activitybar .action-item a[aria-label^="FK Steering"]').first().click();
  };

  it("has a form in a fresh profile that shows the model which runs, and a reward that fits it", async () => {
    const { runCommand, webview, screenshot } = workbench();
    await runCommand("FK Steering: Show Panel");
    await panel().runButton().waitFor({ timeout: patience });
    const model = webview().locator('fk-dropdown[label="Model"]');
    await expect
      .poll(() => model.evaluate((element) => (element as unknown as { value: string }).value), { timeout: patience })
      .toBe("stories");
    await webview().getByText("sentiment (built in)").first().waitFor({ state: "attached", timeout: patience });
    expect(await webview().getByText("(missing)").count()).toBe(0);
    await screenshot("fresh-form");
    await panel().runToEnd();
    await webview().getByText("Run details").first().click({ timeout: patience });
    await webview().getByText("stories", { exact: true }).first().waitFor({ timeout: patience });
  });

  it("reveals a run where there is no file manager", async () => {
    const { page, notification, screenshot } = workbench();
    await showList();
    await choose("A tale", "Reveal in File Manager");
    await page.locator(".explorer-folders-view .monaco-list-row.focused", { hasText: "told.fkrun" }).waitFor({
      timeout: patience,
    });
    expect(await notification("not found").count()).toBe(0);
    await screenshot("run-revealed");
  });

  it("resumes a run that was cut off, from its menu and from its page, to what it would have been", async () => {
    const { page, folder, webview, screenshot } = workbench();
    const cli = join(repository, "dist", "cli.mjs");
    const path = join(folder, "runs", "cut.fkrun");
    const flags = [
      "--prompt",
      "A cut tale",
      "--reward",
      "sentiment",
      "--particles",
      "2",
      "--steps",
      "4",
      "--every",
      "2",
    ];
    execFileSync(process.execPath, [cli, "run", ...flags, "--device", "cpu", "--out", path], { stdio: "ignore" });
    const whole = readFileSync(path, "utf8");
    const figures = (text: string): unknown[] =>
      [...text.matchAll(/"values":\[[^\]]*\]|"generated":\[[^\]]*\]|"ancestors":\[[^\]]*\]/gu)].map(([found]) => found);
    const cut = (): void => writeFileSync(path, whole.slice(0, whole.lastIndexOf('{"kind":"step"') + 30));
    const ended = (): Promise<void> =>
      expect.poll(() => readFileSync(path, "utf8"), { timeout: patience }).toContain('"outcome":"done"');
    cut();
    await showList();
    await choose("A cut tale", "Resume Run");
    await ended();
    expect(figures(readFileSync(path, "utf8"))).toEqual(figures(whole));
    await panel().says(/^Done in/);
    cut();
    await page.keyboard.press("Escape");
    await row("A cut tale").click();
    const button = webview().getByRole("button", { name: "Resume" });
    await button.waitFor({ timeout: patience });
    await screenshot("resume");
    await button.click();
    await ended();
    expect(figures(readFileSync(path, "utf8"))).toEqual(figures(whole));
  });

  it("deletes a run where there is no bin, and brings it back", async () => {
    const { page, notification, screenshot } = workbench();
    await showList();
    const before = readFileSync(told(), "utf8");
    await choose("A tale", "Delete Run");
    await page.locator(".monaco-dialog-box .monaco-button", { hasText: "Delete" }).click();
    await expect.poll(() => existsSync(told()), { timeout: patience }).toBe(false);
    await row("A tale").waitFor({ state: "detached", timeout: patience });
    await screenshot("run-deleted");
    await notification("The run told.fkrun was deleted").getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => existsSync(told()), { timeout: patience }).toBe(true);
    expect(readFileSync(told(), "utf8")).toBe(before);
    await row("A tale").waitFor({ timeout: patience });
  });

  it("offers for scoring only runs with texts and rewards for texts; reports stay, and are found again", async () => {
    const { page, runCommand, quickPick, webview, screenshot } = workbench();
    const rows = page.locator(".quick-input-list .monaco-list-row");
    for (const reward of ["length", "readability"]) {
      await runCommand("FK Steering: Score a Run…");
      await page.getByPlaceholder("The run whose particles are scored").waitFor({ timeout: patience });
      await quickPick("A tale").waitFor({ timeout: patience });
      expect((await rows.allTextContents()).filter((text) => text.includes("three cats"))).toEqual([]);
      await quickPick("A tale").click();
      await page.getByPlaceholder("The reward to judge the run by").waitFor({ timeout: patience });
      const offered = await rows.allTextContents();
      expect(offered.some((text) => text.includes("length"))).toBe(true);
      expect(offered.filter((text) => /brightness|colour|prompt-match/u.test(text))).toEqual([]);
      await answer(workbench(), reward);
      await webview()
        .getByRole("heading", { name: `The run under ${reward}` })
        .waitFor({ timeout: patience });
    }
    expect((await tabs()).filter((name) => name.includes("scores-"))).toHaveLength(2);
    await screenshot("two-reports");
    await runCommand("View: Close All Editors");
    await runCommand("FK Steering: Open Report…");
    await quickPick("The run under length").waitFor({ timeout: patience });
    await screenshot("open-report");
    await quickPick("The run under length").click();
    await webview().getByRole("heading", { name: "The run under length" }).waitFor({ timeout: patience });
  });

  it("inserts into the text, never into a reward that was looked at last", async () => {
    const { page, folder, openFile, runCommand, webview, screenshot } = workbench();
    await openFile("story.txt");
    await page.keyboard.press("ControlOrMeta+End");
    await openFile("rewards/constant.reward.ts");
    await panel().started(() => runCommand("FK Steering: Generate with This Reward"));
    await panel().says(/^Done in/);
    await webview().locator("fk-card").first().getByRole("button", { name: "Insert" }).click();
    await page.locator(".tab.active", { hasText: "story.txt" }).first().waitFor({ timeout: patience });
    await screenshot("inserted-beside-reward");
    await save(workbench());
    const written = readFileSync(join(folder, "story.txt"), "utf8");
    expect(written.startsWith(story) && written.length > story.length).toBe(true);
    expect(readFileSync(join(folder, "rewards/constant.reward.ts"), "utf8")).toBe(constant);
  });
});
