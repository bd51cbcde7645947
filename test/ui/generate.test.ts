/** Generate… and Write at Cursor: from the command palette to text, with the real engine and the embedded model. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answer, closeNotifications, patience, question, save, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

describe("generating from the palette", () => {
  const workbench = useWorkbench({
    workspace: "examples",
    // Particles enough that a page which is slow to come still shows a run under way.
    settings: {
      "fkSteering.runs.keep": 3,
      "fkSteering.defaults.preset": "paper",
      "fkSteering.defaults.particles": 32,
    },
  });
  const panel = () => steeringPanel(workbench());
  afterEach(() => closeNotifications(workbench()));

  it("asks for model, prompt and reward, and shows the particles while they are written", async () => {
    const { page, openFile, runCommand, notification, screenshot, webview } = workbench();
    const prompt = "One day, a happy dog named Max";
    await openFile("cheerful.reward.ts");
    await runCommand("FK Steering: Generate…");

    await question(workbench(), "Generate (1/3)");
    const focused = page.locator(".quick-input-list .monaco-list-row.focused");
    expect(await focused.textContent()).toContain("comes with FK Steering");
    await page.keyboard.press("Enter");
    await question(workbench(), "Generate (2/3)");
    await answer(workbench(), prompt);
    await question(workbench(), "Generate (3/3)");
    const rewards = await page.locator(".quick-input-list .monaco-list-row").allTextContents();
    for (const name of ["sentiment-lexicon", "length", "contains", "readability", "cheerful", "no-letter-e"]) {
      expect(rewards.filter((row) => row.includes(name))).not.toEqual([]);
    }
    // Nothing is called that: everything is there again, and Enter takes what is highlighted.
    await workbench().quickInput.fill("zzzz");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "cheerful" }).waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "cheerful" }).waitFor({ timeout: patience });
    await answer(workbench(), "cheer", "cheerful");

    // The panel comes by itself; a notification would only cover it and say the same.
    const moments = await panel().watched();
    expect(await notification("happy dog").count()).toBe(0);
    await screenshot("generated");

    const shown = moments.map(({ cards }) => cards).filter((cards) => cards.length > 0);
    expect(new Set(shown.map((cards) => cards.map(({ text }) => text).join("\n"))).size).toBeGreaterThan(1);
    const stepOf64 = /^Step \d+ of 64 · ESS [\d.]+ of 32 · \d+ forward pass/;
    expect(moments.some(({ status }) => stepOf64.test(status))).toBe(true);
    const last = shown.at(-1) ?? [];
    expect(shown[0]?.some(({ masked }) => masked)).toBe(true);
    expect(last.some(({ masked }) => masked)).toBe(false);
    // A card keeps its place while the run goes on; at the end the best comes first.
    const values = last.map(({ reward }) => reward);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    for (const { text } of last) expect(text.startsWith(prompt)).toBe(true);

    expect(await page.locator(".tab.active").allTextContents()).toEqual(["cheerful.reward.ts", "FK Steering"]);
    // A row for every fourth step, with numbers in it.
    const curves = webview().locator("fk-curves");
    await curves.getByRole("button", { name: "table" }).click();
    const rows = curves.locator("tbody tr");
    expect(await rows.count()).toBe(16);
    for (const row of await rows.allTextContents()) expect(row).toMatch(/(?:yes|–)\s+\d+.*\d\.\d{2}/su);
    await curves.getByRole("button", { name: "table" }).click();
  });

  it("lists the run, the best reward with it", async () => {
    const { page, screenshot } = workbench();
    await page.locator('.activitybar .action-item a[aria-label^="FK Steering"]').first().click();
    const run = page.locator(".pane", { hasText: "Runs" }).locator(".monaco-list-row", { hasText: "happy dog" });
    await run.filter({ hasText: /best [−\d.]+ · cheerful/ }).waitFor({ timeout: patience });
    expect(await run.count()).toBe(1);
    await screenshot("runs-view");
  });

  it("writes at the cursor, and one undo takes it away", async () => {
    const { page, folder, openFile, runCommand, quickPick, screenshot } = workbench();
    const [before, after] = ["Once upon a time there was a small cat.\nThe cat was very crestfallen", "\nThe end.\n"];
    const path = join(folder, "story.txt");
    writeFileSync(path, before + after);
    await panel().number("Steps").fill("12");
    await panel().number("Particles").fill("4");
    await openFile("story.txt");
    await goToEndOfLine2();

    await runCommand("FK Steering: Write at Cursor");
    await question(workbench(), "Write at Cursor");
    await answer(workbench(), "sentiment-lexicon");
    await page.locator(".quick-input-widget input[placeholder^='What to insert']").waitFor({ timeout: patience });
    await screenshot("at-cursor");
    const best = await page.locator(".quick-input-list .monaco-list-row.focused .quick-input-list-rows").textContent();
    await page.keyboard.press("Enter");
    await save(workbench());

    const written = readFileSync(path, "utf8");
    expect(written.startsWith(before)).toBe(true);
    expect(written.endsWith(after)).toBe(true);
    const inserted = written.slice(before.length, written.length - after.length);
    expect(inserted.trim()).not.toBe("");
    expect(best).toContain(inserted.replaceAll(/\s+/g, " ").trim());
    await page.keyboard.press("ControlOrMeta+z");
    await save(workbench());
    expect(readFileSync(path, "utf8")).toBe(before + after);

    // A selection is what gets written anew, between what is around it.
    // A word that is cut is written anew as a whole.
    await goToEndOfLine2();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Shift+ArrowLeft");
    await runCommand("FK Steering: Write at Cursor");
    await question(workbench(), "Write at Cursor");
    await answer(workbench(), "sentiment-lexicon");
    await page.locator(".quick-input-widget input[placeholder^='What to insert']").waitFor({ timeout: patience });
    await quickPick("").waitFor();
    await page.keyboard.press("Enter");
    await save(workbench());
    const replaced = readFileSync(path, "utf8");
    expect(replaced.startsWith(before.slice(0, -"crestfallen".length))).toBe(true);
    expect(replaced).not.toBe(before + after);
    expect(replaced).not.toContain("crestfall");
    expect(replaced.endsWith(after)).toBe(true);
    await page.keyboard.press("ControlOrMeta+z");
    await save(workbench());
    expect(readFileSync(path, "utf8")).toBe(before + after);

    async function goToEndOfLine2(): Promise<void> {
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("End");
    }
  });
});
