/** Writing a reward as one writes tests, in a real window: lenses over it, its fixtures in the Testing view, scores of text and runs. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answer, closeNotifications, patience, retype, save, steeringPanel } from "../support/steeringPanel.ts";
import { type Workbench, useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const reward = (score: string): string => `import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "Long texts",
  fixtures: [
    { better: "a long text", worse: "short" },
    { text: "four", min: 4, max: 4 },
  ],
  score: (samples) => samples.map(({ text }) => ${score}),
});
`;

describe("writing a reward", () => {
  const workbench = useWorkbench({
    workspace: { "rewards/long.reward.ts": reward("text.length"), "notes.txt": "one\nthree three\n\ntwo two\n" },
    settings: {
      "fkSteering.defaults.steps": 4,
      "fkSteering.defaults.every": 2,
      "fkSteering.defaults.particles": 3,
      "editor.autoClosingBrackets": "never",
      "editor.autoIndent": "none",
      "testing.automaticallyOpenPeekView": "never",
    },
  });
  const lens = (text: string | RegExp): Locator =>
    workbench().page.locator(".codelens-decoration a, .codelens-decoration span", { hasText: text }).first();
  /** Clicks again and again: VS Code first shows the lenses of a file that is opened again as they were, and a click on those does nothing. */
  const press = async (text: string, effect: Locator | (() => Promise<boolean>)): Promise<void> => {
    const isSeen = typeof effect === "function" ? () => comesTrue(effect) : () => appears(effect);
    for (const end = performance.now() + patience; performance.now() < end;) {
      await lens(text).click();
      if (await isSeen()) return;
    }
    throw new Error(`The lens "${text}" had no effect in ${patience / 1000} s.`);
  };
  const tests = (): Locator => workbench().page.locator(".test-explorer .monaco-list-row");
  /** Without the time that each took. */
  const states = async (): Promise<string[]> => (await labels(tests())).map((label) => label.replace(/, in .*$/u, ""));
  afterEach(() => closeNotifications(workbench()));

  it("has no types at first, and a quick fix writes them", async () => {
    const { page, folder, openFile, runCommand, screenshot } = workbench();
    await openFile("rewards/long.reward.ts");
    const mistakes = page.locator(".squiggly-error");
    await mistakes.first().waitFor({ timeout: patience });
    await page.keyboard.press("F8");
    await page.keyboard.press("Escape");
    const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Write the types of fk-steering" }).first();
    // What F8 opened may close only after the key: on a busy machine it is pressed again.
    for (let attempt = 1; attempt <= 8 && !(await appears(fix)); attempt += 1) {
      await page.keyboard.press("Escape");
      await page.keyboard.press("ControlOrMeta+.");
    }
    await screenshot("authoring-quick-fix");
    await fix.click();
    await expect.poll(() => existsSync(join(folder, "rewards/fk-steering.d.ts")), { timeout: patience }).toBe(true);
    await mistakes.first().waitFor({ state: "detached", timeout: patience });
    await runCommand("View: Close All Editors");
  });

  it("offers to update types of an older version", async () => {
    const { folder, openFile, notification, runCommand, screenshot } = workbench();
    const types = join(folder, "rewards/fk-steering.d.ts");
    const now = readFileSync(types, "utf8");
    writeFileSync(types, now.replace(/version \d+/u, "version 0"));
    await openFile("rewards/long.reward.ts");
    const offer = notification(/older FK Steering/);
    await offer.waitFor({ timeout: patience });
    await screenshot("authoring-older-types");
    await offer.getByRole("button", { name: "Update" }).click();
    await expect.poll(() => readFileSync(types, "utf8"), { timeout: patience }).toBe(now);
    await runCommand("View: Close All Editors");
  });

  it("has lenses over the definition", async () => {
    const { openFile, screenshot } = workbench();
    await openFile("rewards/long.reward.ts");
    for (const text of ["Run", "Score selection", "Test", "Debug", "Profile", "Scores", "not run yet"]) {
      await lens(text).waitFor({ timeout: patience });
    }
    await screenshot("authoring-lenses");
  });

  it("has its fixtures in the Testing view, run by the lens", async () => {
    const { page, runCommand, screenshot } = workbench();
    await runCommand("Testing: Focus on Test Explorer View");
    await press("Test", page.locator('.test-explorer .monaco-list-row[aria-label*="(Passed)"]').first());
    await tests().filter({ hasText: "rewards/long" }).click({ timeout: patience });
    await page.keyboard.press("ArrowRight");
    await expect.poll(states, { timeout: patience }).toEqual(["rewards/long (Passed)", ...named("Passed", "Passed")]);
    await screenshot("authoring-testing-view");
  });

  it("runs them again at a save, and says what was expected where one fails", async () => {
    const { page, runCommand, screenshot, openFile, quickInput } = workbench();
    await runCommand("Test: Start Continuous Run");
    await quickInput.waitFor({ state: "hidden", timeout: patience });
    await openFile("rewards/long.reward.ts");
    await retype(workbench(), reward("text.length / 2"));
    await save(workbench());
    await expect.poll(states, { timeout: patience }).toEqual(["rewards/long (Failed)", ...named("Passed", "Failed")]);
    await page
      .locator(".test-error-content-widget, .testing-inline-message-content", { hasText: "2 != 4" })
      .first()
      .waitFor({ timeout: patience });
    await screenshot("authoring-fixture-fails");
    await retype(workbench(), reward("text.length"));
    await save(workbench());
    await expect.poll(states, { timeout: patience }).toEqual(["rewards/long (Passed)", ...named("Passed", "Passed")]);
  });

  it("scores the text that is selected in another editor, whole and line by line", async () => {
    const { page, openFile, screenshot } = workbench();
    await openFile("notes.txt");
    await page.keyboard.press("ControlOrMeta+a");
    await openFile("rewards/long.reward.ts");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await press("Score selection", rows.first());
    await expect
      .poll(() => labels(rows), { timeout: patience })
      .toEqual([
        expect.stringContaining("24.0"),
        expect.stringContaining("3.00"),
        expect.stringContaining("11.0"),
        expect.stringContaining("7.00"),
      ]);
    await screenshot("authoring-score-selection");
    await page.keyboard.press("Escape");
  });

  it("stops in it with VS Code's debugger while it scores a sample, and says what is not limited then", async () => {
    const { page, openFile, notification, screenshot } = workbench();
    await openFile("rewards/long.reward.ts");
    await press("Run", steeringPanel(workbench()).status());
    await steeringPanel(workbench()).says(/^Done in/);
    await openFile("rewards/long.reward.ts");
    await press("Debug", page.locator(".quick-input-list .monaco-list-row").first());
    await page.keyboard.press("Enter");
    await notification(/no time limit, and programs of this machine that find 127\.0\.0\.1:\d+/u).waitFor({
      timeout: patience,
    });
    await page.locator(".debug-top-stack-frame-line").first().waitFor({ timeout: patience });
    await screenshot("authoring-debug");
    await page.keyboard.press("F5");
    await notification(/long gives particle #\d \d+/u).waitFor({ timeout: patience });
  });

  it("shows beside its code what it gave each sample, and at a save what it gives them now", async () => {
    const { openFile, screenshot } = workbench();
    await openFile("rewards/long.reward.ts");
    const matching = async (pattern: RegExp): Promise<number> =>
      (await scoresBeside(workbench())).filter((text) => pattern.test(text)).length;
    await press("Scores", async () => (await matching(/^\d+(?:\.\d+)?\s+#[012] /u)) === 3);
    await retype(workbench(), reward("-text.length"));
    await save(workbench());
    await expect
      .poll(() => matching(/^−\d+(?:\.\d+)? \(was \d+(?:\.\d+)?\)\s+#[012] /u), { timeout: patience })
      .toBe(3);
    await screenshot("authoring-scores");
    await retype(workbench(), reward("text.length"));
    await save(workbench());
    await press("Scores", async () => (await matching(/#/u)) === 0);
  });

  it("says over the definition what the last run came to, and judges that run", async () => {
    const { page, runCommand, openFile, screenshot } = workbench();
    await press("Run", steeringPanel(workbench()).status());
    await openFile("rewards/long.reward.ts");
    await lens(/^last run: best [\d.]+, mean [\d.]+/).waitFor({ timeout: patience });
    await screenshot("authoring-last-run");
    // The run's numbers are of the code as it was.
    const changed = steeringPanelNotice(workbench());
    expect(await changed.count()).toBe(0);
    await retype(workbench(), reward("-text.length"));
    await save(workbench());
    await changed.waitFor({ timeout: patience });
    await screenshot("authoring-changed-since");
    await retype(workbench(), reward("text.length"));
    await save(workbench());
    await changed.waitFor({ state: "detached", timeout: patience });

    await runCommand("FK Steering: Score a Run…");
    await page.getByPlaceholder("The run whose particles are scored").waitFor({ timeout: patience });
    await page.keyboard.press("Enter");
    await page.getByPlaceholder("The reward to judge the run by").waitFor({ timeout: patience });
    await answer(workbench(), "length");
    const table = workbench().webview().locator("table");
    await table.locator("tr").nth(3).waitFor({ timeout: patience });
    await screenshot("authoring-score-a-run");
    expect(await table.locator("th").allTextContents()).toEqual([
      "rank",
      "moved",
      "length",
      "long",
      "rank before",
      "particle",
    ]);
  });
});

/** What decorations say after lines of the reward. */
function scoresBeside({ page }: Workbench): Promise<string[]> {
  return page
    .locator(".view-lines .view-line span")
    .evaluateAll((spans) =>
      spans
        .map((span) => getComputedStyle(span, "::after").content.replace(/^"(.*)"$/u, "$1"))
        .filter((text) => text.includes("#")),
    );
}

function steeringPanelNotice({ webview }: Workbench): Locator {
  return webview().locator("fk-notice", { hasText: "long.reward.ts has changed since this run" });
}

/** The fixtures' rows, one state each. */
function named(...[first, second]: readonly [string, string]): string[] {
  return [`“a long text” is better than “short” (${first})`, `“four” scores 4 (${second})`];
}

function appears(what: Locator): Promise<boolean> {
  return what.waitFor({ timeout: 5000 }).then(
    () => true,
    () => false,
  );
}

async function comesTrue(told: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + 5000; performance.now() < end;) {
    if (await told()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

function labels(rows: Locator): Promise<string[]> {
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""));
}
