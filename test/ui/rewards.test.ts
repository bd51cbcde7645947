/** Writing a reward in a real window: the new file, the compiler's findings, what it throws, and that the saved code scores. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answer, closeNotifications, patience, retype, save, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const reward = (body: string): string => `import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  score(samples) {
    ${body}
  },
});
`;

describe("a reward of one's own", () => {
  const workbench = useWorkbench({
    workspace: {},
    settings: {
      "fkSteering.defaults.steps": 6,
      "fkSteering.defaults.every": 3,
      "fkSteering.defaults.particles": 3,
      "editor.autoClosingBrackets": "never",
      "editor.autoIndent": "none",
      "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
    },
  });
  const panel = () => steeringPanel(workbench());
  const problemTexts = async (): Promise<string[]> =>
    (await workbench().page.locator(".markers-panel .monaco-list-row").allTextContents()).filter((row) =>
      row.includes("[Ln"),
    );
  afterEach(() => closeNotifications(workbench()));

  it("is written, tested, run and improved by the walkthrough, each step checked off by what happened", async () => {
    const { page, folder, quickInput, quickPick, runCommand, screenshot } = workbench();
    await runCommand("Welcome: Open Walkthrough...");
    await quickPick("Your first reward").click({ timeout: patience });
    const steps = page.locator(".getting-started-step");
    await expect.poll(() => steps.count(), { timeout: patience }).toBe(4);
    const done = (...states: readonly boolean[]): Promise<void> =>
      expect
        .poll(() => steps.evaluateAll((all) => all.map((one) => one.querySelector(".codicon.complete") !== null)), {
          timeout: patience,
        })
        .toEqual(states);
    const press = async (step: string, button: string): Promise<void> => {
      const opened = page.locator(`.getting-started-step[data-step-id$="#reward#${step}"]`);
      const link = opened.getByRole("button", { name: button });
      if (!(await link.isVisible())) await opened.click();
      await link.click({ timeout: patience });
    };
    await done(false, false, false, false);
    await press("write", "New Reward…");
    await answer(workbench(), "mood and its length", "Text attribute");
    await quickInput.and(page.getByPlaceholder("cheerful")).fill("first", { timeout: patience });
    await page.keyboard.press("Enter");
    const tab = page.locator(".tab", { hasText: "first.reward.ts" });
    await tab.waitFor({ timeout: patience });
    await done(true, false, false, false);
    await press("test", "Test This Reward");
    await done(true, true, false, false);
    await press("run", "Generate with This Reward");
    await done(true, true, true, false);
    // Run again it would be the same reward.
    const file = join(folder, "rewards/first.reward.ts");
    await tab.click();
    await page.locator(".monaco-editor.focused").waitFor({ timeout: patience });
    await retype(workbench(), readFileSync(file, "utf8").replace("default: 300", "default: 200"));
    await save(workbench());
    await press("improve", "Generate with This Reward");
    await done(true, true, true, true);
    await screenshot("walkthrough");
    await runCommand("View: Close All Editors");
  });

  it("New Reward writes a file that type-checks, and opens it", async () => {
    const { page, folder, runCommand, quickInput, screenshot } = workbench();
    await runCommand("FK Steering: New Reward…");
    await page.getByPlaceholder("What to begin with").waitFor({ timeout: patience });
    await screenshot("new-reward-templates");
    await answer(workbench(), "mood and its length", "Text attribute");
    await quickInput.and(page.getByPlaceholder("cheerful")).fill("joyful", { timeout: patience });
    await page.keyboard.press("Enter");
    await page.locator(".tab.active", { hasText: "joyful.reward.ts" }).waitFor({ timeout: patience });
    for (const name of ["joyful.reward.ts", "fk-steering.d.ts", "tsconfig.json"]) {
      expect(existsSync(join(folder, "rewards", name))).toBe(true);
    }
    await page.locator(".monaco-editor.focused").waitFor({ timeout: patience });
    await runCommand("View: Toggle Problems");
    await page.locator(".markers-panel").waitFor({ timeout: patience });
    await focusEditor();

    // The one mistake that is made is found, so TypeScript has looked; and it is the only one.
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText('export const mistaken: number = "no number";');
    await expect.poll(problemTexts, { timeout: patience }).toEqual([expect.stringContaining("ts2322")]);
    await screenshot("new-reward-mistaken");
    await page.keyboard.press("ControlOrMeta+Shift+k");
    await expect.poll(problemTexts, { timeout: patience }).toEqual([]);
    await screenshot("new-reward");
  });

  it("puts a compile error into Problems at its line when it is saved, and a run tells of it", async () => {
    const { runCommand, notification, screenshot } = workbench();
    await focusEditor();
    await retype(workbench(), reward("const share = ;\n    return samples.map(() => share);"));
    await save(workbench());
    const found = async (): Promise<string[]> => (await problemTexts()).filter((row) => row.includes("FK Steering"));
    await expect
      .poll(found, { timeout: patience })
      .toEqual([expect.stringMatching(/Unexpected ";".*\[Ln 6, Col 19\]/)]);
    await runCommand("FK Steering: Generate with This Reward");
    await notification(/joyful\.reward\.ts:6:19/).waitFor({ timeout: patience });
    await screenshot("compile-error");
  });

  it("shows the line that threw", async () => {
    const { page, folder, runCommand, notification, screenshot } = workbench();
    await focusEditor();
    await retype(workbench(), reward("\n    throw new Error(`No idea, ${samples.length} times`);"));
    await save(workbench());
    await runCommand("FK Steering: Generate with This Reward");
    const told = notification(/The reward joyful threw at joyful\.reward\.ts:7:\d+ .*No idea/);
    await told.waitFor({ timeout: patience });
    const threw = async (): Promise<string[]> => (await problemTexts()).filter((row) => row.includes("No idea"));
    await expect.poll(threw, { timeout: patience }).toEqual([expect.stringContaining("[Ln 7,")]);
    await screenshot("reward-threw");
    await told.getByRole("button", { name: "Open joyful.reward.ts:7" }).click();
    await page.locator(".statusbar-item", { hasText: "Ln 7, Col" }).waitFor({ timeout: patience });
    // Another program mends it.
    writeFileSync(join(folder, "rewards/joyful.reward.ts"), reward("return samples.map(() => 1);"));
    await expect.poll(threw, { timeout: patience }).toEqual([]);
  });

  it("scores with what was saved last, and says at the save what the shown run comes to with it", async () => {
    const { runCommand, webview, screenshot } = workbench();
    const anew = webview().getByRole("region", { name: "With the rewards as they are now" });
    for (const value of [0.125, 0.25]) {
      await focusEditor();
      await retype(workbench(), reward(`return samples.map(() => ${value});`));
      await save(workbench());
      if (value === 0.25) {
        // All have more by the same: each counts as it did.
        await anew.getByText("The final particles count as").waitFor({ timeout: patience });
        expect(await anew.locator("tbody tr").first().textContent()).toMatch(/^\s*1\s*1\s*#\d\s*0\.250\s*0\.125/u);
        await screenshot("replayed");
        expect(await anew.getByRole("checkbox", { name: "Live" }).isChecked()).toBe(true);
      }
      await panel().started(() => runCommand("FK Steering: Generate with This Reward"));
      await panel().says(new RegExp(`^Done in .* best reward ${value}`));
      expect((await panel().cards()).map((card) => card.reward)).toEqual([value, value, value]);
    }
    await expect.poll(problemTexts, { timeout: patience }).toEqual([]);
    await screenshot("reward-mended");
  });

  it("repeats the run exactly, and goes on with it in its own file until nothing gets better", async () => {
    const { webview, screenshot } = workbench();
    await panel().started(() => webview().getByRole("button", { name: "Repeat exactly" }).click());
    await webview().getByText("every record is equal").waitFor({ timeout: patience });
    await screenshot("repeated");
    await webview().getByText("Go on…").click();
    await webview().getByRole("spinbutton", { name: "for … seconds" }).fill("600");
    await panel().started(() => webview().getByRole("button", { name: "Go on", exact: true }).click());
    const told = /^Went on for 10 min 0 s: 6 iterations \(1 to 6\), .+; it got no better any more\./;
    await webview().getByText(told).waitFor({ timeout: patience });
    await panel().says(/^Done in .* best reward 0\.25/);
    await screenshot("went-on");
  });

  it("says that a reward needs a folder where none is open, and generates there", async () => {
    const { page, runCommand, notification } = workbench();
    await page.goto(new URL("/", page.url()).href);
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: patience });
    await runCommand("FK Steering: New Reward…");
    const told = notification("no folder is open. Open one, then make the reward.");
    await told.waitFor({ timeout: patience });
    expect(await told.getByRole("button", { name: "Open Folder" }).count()).toBe(1);
    await runCommand("FK Steering: Run Again");
    await panel().says(/^Done in/);
  });

  async function focusEditor(): Promise<void> {
    const { page, runCommand } = workbench();
    await runCommand("View: Focus First Editor Group");
    await page.locator(".monaco-editor.focused").waitFor({ timeout: patience });
  }
});
