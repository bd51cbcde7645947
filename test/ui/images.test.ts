/** Steered images in a real window: from the palette to a saved PNG, and back to its run's settings. */
import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readRunSettings } from "../../src/png/runSettings.ts";
import { answer, closeNotifications, patience, question, steeringPanel } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const prompt = "a purple car and a green book";

describe("images", () => {
  const workbench = useWorkbench({ workspace: "examples", settings: { "fkSteering.defaults.particles": 4 } });
  const panel = () => steeringPanel(workbench());
  const pictures = () => workbench().webview().locator("fk-card img");
  afterEach(() => closeNotifications(workbench()));

  /** VS Code's own file dialog reads the folder first, and then has its own idea of what is typed: so again and again. */
  const chooseFile = async (file: string, done: () => Promise<boolean>): Promise<void> => {
    const { page, quickInput } = workbench();
    for (const end = performance.now() + patience; performance.now() < end;) {
      if (await quickInput.isVisible()) {
        await quickInput.fill(file);
        await page.waitForTimeout(500);
        // On a busy machine the dialog says its own name again, later than what was typed.
        if ((await quickInput.inputValue()).endsWith(`/${basename(file)}`)) await page.keyboard.press("Enter");
      }
      await page.waitForTimeout(500);
      if (await done()) return;
    }
    throw new Error(`${file} was not taken in ${patience / 1000} s.`);
  };

  it("are made from the palette: model, prompt, and only rewards that score images", async () => {
    const { page, runCommand, screenshot } = workbench();
    await runCommand("FK Steering: Generate…");
    await question(workbench(), "Generate (1/3)");
    await answer(workbench(), "emoji", "Emoji scenes");
    await question(workbench(), "Generate (2/3)");
    await answer(workbench(), prompt);
    await question(workbench(), "Generate (3/3)");
    const rewards = await page.locator(".quick-input-list .monaco-list-row").allTextContents();
    for (const name of ["prompt-match", "brightness", "two-red-things"]) {
      expect(rewards.filter((row) => row.includes(name))).not.toEqual([]);
    }
    expect(rewards.filter((row) => /sentiment|readability/u.test(row))).toEqual([]);
    expect(await page.locator(".quick-input-box input").getAttribute("placeholder")).toMatch(
      /\(\d+ that score texts are left out\)/u,
    );
    await answer(workbench(), "prompt-match");
    await panel().says(/^Done in/);
    expect(await pictures().count()).toBeGreaterThan(0);
    const loaded = await pictures().evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
    expect(loaded.every((width) => width === 32)).toBe(true);
    expect(await panel().number("Steps").inputValue()).toBe("50");
    await screenshot("images");
  });

  it("are saved with the settings of their run, which fill the form again", async () => {
    const { folder, webview, runCommand, screenshot } = workbench();
    const file = join(folder, "car.png");
    await webview().locator("fk-card").first().getByRole("button", { name: "Save" }).click();
    await question(workbench(), "Save Image");
    const size = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    await chooseFile(file, () => Promise.resolve(size() > 0));
    expect(readRunSettings(readFileSync(file)).specification).toMatchObject({ model: "emoji-scenes", prompt });

    const { seed } = readRunSettings(readFileSync(file)).specification;
    // The run had a new one, and the form asks for another.
    expect(await panel().number("Seed").inputValue()).toBe("");
    await runCommand("FK Steering: Open PNG's Run Settings…");
    await question(workbench(), "Open PNG's Run Settings");
    await chooseFile(file, async () => (await panel().number("Seed").inputValue()) === String(seed));
    await screenshot("images-settings");
  });

  it("are copied, and seen two at a time", async () => {
    const { page, webview, screenshot } = workbench();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const cards = webview().locator("fk-card");
    await cards.first().getByRole("button", { name: /^Copy/ }).click();
    await cards
      .first()
      .getByRole("button", { name: /^Copied/ })
      .waitFor();
    for (const card of [cards.nth(0), cards.nth(1)]) await card.getByRole("button", { name: /^Compare/ }).click();
    await webview().locator("fk-side").getByRole("button", { name: "slider" }).click();
    await webview().locator("fk-side").getByRole("slider").focus();
    await page.keyboard.press("ArrowLeft");
    await screenshot("images-pair");
    await page.keyboard.press("Escape");
    await expect.poll(() => webview().locator("fk-side").count()).toBe(0);
  });

  it("open in an editor of their own", async () => {
    const { page, webview } = workbench();
    await webview().locator("fk-card").first().getByRole("button", { name: "Open" }).click();
    await page.locator(".tab.active", { hasText: /image-.*\.png/u }).waitFor({ timeout: patience });
  });

  it("are compared with unsteered ones, by rewards that score images", async () => {
    const { page, runCommand, webview: view, screenshot } = workbench();
    await runCommand("FK Steering: Compare with Best-of-N");
    await question(workbench(), "Compare with Best-of-N (1/2)");
    await answer(workbench(), "1", "1 seed");
    await question(workbench(), "Compare with Best-of-N (2/2)");
    const rewards = await page.locator(".quick-input-list .monaco-list-row").allTextContents();
    expect(rewards.filter((row) => /sentiment|readability/u.test(row))).toEqual([]);
    await answer(workbench(), "brightness");
    await view().getByRole("heading", { name: "Images of seed" }).waitFor({ timeout: patience });
    const widths = await view()
      .locator("td img")
      .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
    expect(widths).toEqual([32, 32, 32, 32]);
    await view().getByRole("heading", { name: "Images of seed" }).scrollIntoViewIfNeeded();
    await screenshot("images-compared");
  });
});
