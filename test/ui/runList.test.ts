/** The list of runs in a real window that a browser shows, and what comes of runs: reveal, delete and undo, scores, reports, insertion. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { answer, closeNotifications, patience, save, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const repository = join(import.meta.dirname, "../..");
const cli = join(repository, "dist", "cli.mjs");
const story = "There was a cat.\n";
const constant = `import { defineReward } from "fk-steering";
const level = 0.5;
export default defineReward({ accepts: "text", score: (samples) => samples.map(({ text }) => level * text.length / 100) });
`;

/** What the command line writes: the run's file, and what lies beside it. */
function runFiles(...flags: readonly string[]): { readonly run: string; readonly samples: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "fk-run-list-"));
  try {
    const usual = ["run", "--particles", "2", "--steps", "4", "--every", "2", "--device", "cpu", "--out", "x.fkrun"];
    execFileSync(process.execPath, [cli, ...usual, ...flags], { cwd: folder, stdio: "ignore" });
    return { run: readFileSync(join(folder, "x.fkrun"), "utf8"), samples: readFileSync(join(folder, "x.fksamples")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the list of runs", () => {
  const toldRun = runFiles("--prompt", "A tale", "--reward", "sentiment-lexicon");
  const paintedRun = runFiles("--model", "emoji-scenes", "--prompt", "three cats", "--reward", "brightness");
  const workbench = useWorkbench({
    workspace: {
      "runs/told.fkrun": toldRun.run,
      "runs/painted.fkrun": paintedRun.run,
      "story.txt": story,
      "rewards/constant.reward.ts": constant,
    },
    settings: { "fkSteering.defaults.steps": 6, "fkSteering.defaults.every": 3, "fkSteering.defaults.particles": 3 },
  });
  const panel = () => steeringPanel(workbench());
  const row = (text: string): Locator =>
    workbench().page.locator(".pane", { hasText: /^Runs/u }).locator(".monaco-list-row", { hasText: text }).first();
  const listed = (): Locator => workbench().page.locator(".pane", { hasText: /^Runs/u }).locator(".monaco-list-row");
  const told = () => join(workbench().folder, "runs/told.fkrun");
  const tabs = (): Promise<string[]> => workbench().page.locator(".tab").allTextContents();
  beforeAll(() => {
    writeFileSync(join(workbench().folder, "runs/told.fksamples"), toldRun.samples);
    writeFileSync(join(workbench().folder, "runs/painted.fksamples"), paintedRun.samples);
  });
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
    const view = page.locator(".activitybar .action-item", { has: page.locator('a[aria-label^="FK Steering"]') });
    // A click on what is shown hides it.
    if (!/ checked/u.test((await view.first().getAttribute("class")) ?? "")) await view.first().click();
  };

  it("has a form in a fresh profile that shows the model which runs, and a reward that fits it", async () => {
    const { runCommand, webview, screenshot } = workbench();
    await runCommand("FK Steering: Show Panel");
    await panel().runButton().waitFor({ timeout: patience });
    const model = webview().locator('fk-dropdown[label="Model"]');
    await expect
      .poll(() => model.evaluate((element) => (element as unknown as { value: string }).value), { timeout: patience })
      .toBe("stories");
    await webview().getByText("sentiment-lexicon (built in)").first().waitFor({ state: "attached", timeout: patience });
    expect(await webview().getByText("(missing)").count()).toBe(0);
    await screenshot("fresh-form");
    await panel().runToEnd();
    await webview().getByText("Run details").first().click({ timeout: patience });
    await webview().getByText("stories", { exact: true }).first().waitFor({ timeout: patience });
  });

  it("tells runs apart by what they wrote or painted, and has them in a person's own order", async () => {
    const { page, quickInput, runCommand, screenshot } = workbench();
    await showList();
    await row("A tale").waitFor({ timeout: patience });
    const lines = await listed().allTextContents();
    expect(lines.find((line) => line.includes("A tale"))).toMatch(
      /A tale.* .*best [−\d.]+ · sentiment-lexicon · λ 40 × 2 × seed 0/u,
    );
    const icon = row("three cats").locator(".custom-view-tree-node-item-icon").first();
    const picture = (): Promise<string> => icon.evaluate((element) => getComputedStyle(element).backgroundImage);
    await expect.poll(picture, { timeout: patience }).toContain(".png");
    expect(lines.findIndex((line) => line.includes("A tale"))).toBeGreaterThan(0);

    await choose("A tale", "Add to Favourites");
    await expect.poll(async () => (await listed().allTextContents())[0], { timeout: patience }).toMatch(/A tale.*★/u);
    await row("A tale").click();
    await page.keyboard.press("F2");
    await quickInput.fill("The one to show");
    await page.keyboard.press("Enter");
    await row("The one to show").waitFor({ timeout: patience });
    await page.getByRole("button", { name: "Filter Runs…" }).click();
    await quickInput.fill("cats emoji");
    await row("The one to show").waitFor({ state: "detached", timeout: patience });
    expect(await listed().allTextContents()).toEqual([expect.stringContaining("three cats")]);
    await page.keyboard.press("Enter");
    await screenshot("runs-filtered");
    await page.getByRole("button", { name: "Show All Runs" }).click();
    // A list that is drawn anew takes the focus back that a quick pick has got meanwhile.
    await row("The one to show").waitFor({ timeout: patience });
    // What is looked at is selected, whichever way it was opened.
    await runCommand("FK Steering: Open Run…");
    await answer(workbench(), "three cats");
    await page.locator(".monaco-list-row.selected", { hasText: "three cats" }).first().waitFor({ timeout: patience });
    await runCommand("View: Close All Editors");
    await choose("The one to show", "Rename Run");
    await quickInput.fill("");
    await page.keyboard.press("Enter");
    await row("A tale").waitFor({ timeout: patience });
  });

  it("opens a run at a click, the next one in its place, and keeps its own keys", async () => {
    const { page, runCommand, webview, screenshot } = workbench();
    await runCommand("View: Close All Editors");
    await showList();
    await row("A tale").click();
    await webview().locator("fk-run-line .settings", { hasText: "A tale" }).waitFor({ timeout: patience });
    await webview().locator("fk-card").first().waitFor({ timeout: patience });
    expect(await tabs()).toEqual([expect.stringContaining("told.fkrun")]);
    const lines = await listed().allTextContents();
    const [from, to] = ["A tale", "three cats"].map((text) => lines.findIndex((line) => line.includes(text)));
    const way = Array.from({ length: Math.abs(to! - from!) }, () => (to! > from! ? "ArrowDown" : "ArrowUp"));
    for (const key of [...way, "Enter"]) await page.keyboard.press(key);
    await webview().locator("fk-run-line .settings", { hasText: "three cats" }).waitFor({ timeout: patience });
    await webview().locator("fk-card img").first().waitFor({ timeout: patience });
    expect(await tabs()).toEqual([expect.stringContaining("painted.fkrun")]);
    await screenshot("run-opened-from-the-list");
  });

  it("puts two runs side by side, and deletes them at once", async () => {
    const { page, runCommand, webview, notification, screenshot } = workbench();
    await showList();
    await row("A tale").click();
    await row("three cats").click({ modifiers: ["ControlOrMeta"] });
    await choose("three cats", "Compare Selected Runs");
    await webview().locator("fk-side").first().waitFor({ timeout: patience });
    await screenshot("runs-compared");
    await row("A tale").click();
    await row("three cats").click({ modifiers: ["ControlOrMeta"] });
    await page.keyboard.press("Delete");
    await page.locator(".monaco-dialog-box", { hasText: "Delete these 2 runs?" }).waitFor({ timeout: patience });
    await page.locator(".monaco-dialog-box .monaco-button", { hasText: "Delete" }).click();
    await row("A tale").waitFor({ state: "detached", timeout: patience });
    await row("three cats").waitFor({ state: "detached", timeout: patience });
    await notification("2 runs were deleted").getByRole("button", { name: "Undo" }).click();
    await row("A tale").waitFor({ timeout: patience });
    await row("three cats").waitFor({ timeout: patience });
    await runCommand("View: Close All Editors");
  });

  it("exports a run, and says how large it is before it asks where to", async () => {
    const { page, folder, quickInput, quickPick, notification, runCommand, screenshot, webview } = workbench();
    await showList();
    // One alone is selected: what was deleted and brought back together still counts as several.
    await row("A tale").click();
    await webview().locator("fk-run-line .settings", { hasText: "A tale" }).waitFor({ timeout: patience });
    await runCommand("View: Close All Editors");
    await choose("A tale", "Export Run…");
    await quickPick("Report").waitFor({ timeout: patience });
    expect(await page.locator(".quick-input-list .monaco-list-row").allTextContents()).toHaveLength(4);
    await quickPick("Table").click();
    await page
      .locator(".quick-input-title", { hasText: /Export as Table, [\d.]+ k?B/u })
      .waitFor({ timeout: patience });
    await screenshot("export-where");
    await expect.poll(() => quickInput.inputValue(), { timeout: patience }).toContain("told.csv");
    await page.keyboard.press("Enter");
    await notification("told.csv has").waitFor({ timeout: patience });
    expect(readFileSync(join(folder, "told.csv"), "utf8").trim().split("\r\n")).toHaveLength(3);
  });

  it("reveals a run where there is no file manager", async () => {
    const { page, notification, screenshot } = workbench();
    await showList();
    await choose("A tale", "Reveal in File Manager");
    await page.getByRole("button", { name: "Show in Explorer" }).click({ timeout: patience });
    await page.locator(".explorer-folders-view .monaco-list-row.focused", { hasText: "told.fkrun" }).waitFor({
      timeout: patience,
    });
    expect(await notification("not found").count()).toBe(0);
    await screenshot("run-revealed");
  });

  it("resumes a run that was cut off, from its menu and from its page, to what it would have been", async () => {
    const { page, folder, webview, screenshot } = workbench();
    const path = join(folder, "runs", "cut.fkrun");
    const flags = [
      "--prompt",
      "A cut tale",
      "--reward",
      "sentiment-lexicon",
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

  it("branches from a card of an earlier step, and lists the branch below the run that it begins from", async () => {
    const { page, folder, quickPick, runCommand, webview, screenshot } = workbench();
    const path = join(folder, "runs", "parent.fkrun");
    const flags = [
      "--prompt",
      "A tree tale",
      "--reward",
      "sentiment-lexicon",
      "--particles",
      "3",
      "--steps",
      "6",
      "--every",
      "2",
    ];
    execFileSync(process.execPath, [cli, "run", ...flags, "--device", "cpu", "--out", path], { stdio: "ignore" });
    await showList();
    await row("A tree tale").click();
    const scrubber = webview().getByRole("slider", { name: "Scored step that is shown" });
    await scrubber.focus({ timeout: patience });
    await page.keyboard.press("Home");
    const card = webview().locator("fk-card").nth(2);
    await card.getByRole("button", { name: "Branch: a run of its own" }).click({ timeout: patience });
    await quickPick("As the run was").click();
    await page.locator(".tab.active", { hasText: "FK Steering" }).waitFor({ timeout: patience });
    await runCommand("View: Close Other Editors in Group");
    const link = webview().getByRole("button", { name: /^branched from #\d at step 2 of another run$/u });
    await link.waitFor({ timeout: patience });
    await panel().says(/^Done in/);
    await row("#2 at step 2").waitFor({ timeout: patience });
    await screenshot("branch");
    await runCommand("View: Close All Editors");
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
    await showList();
    await row("A tale").locator(".monaco-tl-twistie").click();
    await row("The run under readability").waitFor({ timeout: patience });
    await screenshot("reports-below-run");
    await row("The run under readability").click();
    await webview().getByRole("heading", { name: "The run under readability" }).waitFor({ timeout: patience });
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
