/** The particle panel in a real window: by keyboard, stopped, inserted, copied, in high contrast, with its engine killed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  answer,
  closeNotifications,
  engineProcesses,
  patience,
  save,
  steeringPanel,
} from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const notes = "My notes:\n\nThe end.\n";

describe("the panel", () => {
  const workbench = useWorkbench({
    workspace: { "notes.txt": notes, "other.txt": "Other notes.\n" },
    settings: { "fkSteering.defaults.steps": 12, "fkSteering.defaults.every": 2, "fkSteering.defaults.particles": 4 },
  });
  const panel = () => steeringPanel(workbench());
  const written = () => readFileSync(join(workbench().folder, "notes.txt"), "utf8");
  beforeAll(async () => {
    const { page, openFile, runCommand } = workbench();
    await openFile("notes.txt");
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.press("ArrowDown");
    await runCommand("FK Steering: Show Panel");
    await panel().runButton().waitFor({ timeout: patience });
  });
  afterEach(async () => {
    // A test that failed leaves no run behind.
    if (await panel().stopButton().isVisible()) {
      await workbench().runCommand("FK Steering: Clear Queue");
      await panel().stopButton().click();
    }
    await closeNotifications(workbench());
  });

  it("opens beside the editor, with the focus, and is worked by keyboard alone", async () => {
    const { page, webview, screenshot } = workbench();
    expect(await page.locator(".editor-group-container").count()).toBe(2);
    expect(await page.locator(".tab.active").allTextContents()).toEqual(["notes.txt", "FK Steering"]);
    const passed: string[] = [];
    // Every field comes by Tab, and none keeps the focus.
    while (passed.length < 30 && passed.at(-1) !== "Seed") {
      await page.keyboard.press("Tab");
      passed.push(await webview().locator("body").evaluate(focusedLabel));
    }
    const fields = ["Run", "Model", "Prompt", "Reward 1", "Particles", "Steps", "Strength λ", "Potential", "Seed"];
    expect(passed.filter((label) => fields.includes(label))).toEqual(fields);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("7");
    await panel().started(() => page.keyboard.press("Control+Enter"));
    await panel().says(/^Done in/);
    expect(await panel().cards()).toHaveLength(4);
    expect(await panel().number("Seed").inputValue()).toBe("7");
    await screenshot("panel");
  });

  it("inserts a particle into the editor as one undoable edit", async () => {
    const { page, webview } = workbench();
    const [, second] = await panel().cards();
    await webview().locator("fk-card").nth(1).getByRole("button", { name: "Insert" }).click();
    await page.locator(".monaco-editor.focused").waitFor({ timeout: patience });
    await save(workbench());
    expect(written()).toBe(notes.replace("\n\n", `\n${second?.text}\n`));
    await page.keyboard.press("ControlOrMeta+z");
    await save(workbench());
    expect(written()).toBe(notes);
  });

  it("copies a particle to the clipboard", async () => {
    const { page, webview } = workbench();
    // A headless browser asks nobody whether its clipboard may be read: what it is given is kept instead.
    await page.evaluate(() => {
      navigator.clipboard.writeText = (text) => Promise.resolve(void (document.body.dataset["copied"] = text));
    });
    const [first] = await panel().cards();
    await webview().locator("fk-card").first().getByRole("button", { name: "Copy" }).click();
    const copied = () => page.evaluate(() => document.body.dataset["copied"]);
    await expect.poll(copied, { timeout: patience }).toBe(first?.text);
  });

  it("refines a particle, and the form is none of it", async () => {
    const { webview, screenshot } = workbench();
    const card = webview().locator("fk-card").first();
    await card.focus();
    await panel().started(() => card.getByRole("button", { name: "Refine" }).click());
    await panel().says(/^Done in/);
    const rows = webview().locator("fk-iterations tbody tr");
    expect(await rows.count()).toBe(6);
    expect(await rows.first().textContent()).toMatch(/0 \(run\)/);
    expect(await card.getByRole("button", { name: "Refine" }).getAttribute("aria-disabled")).toBe("true");
    await screenshot("refined");

    await panel().runToEnd();
    expect(await rows.count()).toBe(0);
  });

  it("stops a long run from the panel, or from the notification that tells of it while the panel is hidden", async () => {
    const { page, notification, openFile, screenshot } = workbench();
    await panel().number("Steps").fill("5000");
    await panel().started(() => panel().runButton().click());
    await panel().says(/^Step [1-9][\d\s]* of 5\s000/);
    await panel().stopButton().click();
    await panel().says(/^Stopped at step [1-9][\d\s]* of 5\s000/);
    await screenshot("stopped");

    await panel().started(() => panel().runButton().click());
    expect(await notification(/step \d+ of 5000/).count()).toBe(0);
    // In the panel's own group, in front of it.
    await openFile("other.txt");
    const cancel = notification(/step \d+ of 5000/).getByRole("button", { name: "Cancel" });
    await cancel.click({ timeout: patience });
    await page.keyboard.press("ControlOrMeta+w");
    await panel().says(/^Stopped at step [\d\s]+ of 5\s000/);
    expect(await notification(/failed|unexpectedly/).count()).toBe(0);

    await panel().number("Steps").fill("12");
    await panel().runToEnd();
  });

  it("shows borders and text in the contrast of each theme", async () => {
    const { page, webview, screenshot } = workbench();
    await page.locator(".tab", { hasText: "notes.txt" }).click();
    const card = webview().locator("fk-card").first();
    for (const [theme, kind, name, least] of [
      ["Dark High Contrast", "vscode-high-contrast", "high-contrast", 7],
      ["Light High Contrast", "vscode-high-contrast-light", "high-contrast-light", 7],
      ["Dark Modern", "vscode-dark", "dark", 4.5],
      ["Light Modern", "vscode-light", "light", 4.5],
    ] as const) {
      await page.keyboard.press("ControlOrMeta+k");
      await page.keyboard.press("ControlOrMeta+t");
      await answer(workbench(), theme);
      await webview().locator(`body.${kind}`).waitFor({ state: "attached", timeout: patience });
      await page.waitForTimeout(500);
      await screenshot(name);
      const { border, contrastBorder, contrasts } = await looksOf(card);
      if (name.startsWith("high")) expect(border).toBe(contrastBorder);
      for (const contrast of contrasts) expect(contrast).toBeGreaterThanOrEqual(least);
    }
  });

  it("waits for votes, whatever dies or is closed meanwhile, and goes on by them", async () => {
    const { page, webview, runCommand, screenshot, quickInput, notification } = workbench();
    const pause = async (option: string): Promise<void> => {
      const field = webview().locator('fk-dropdown[label="Pause"]');
      await field.click({ timeout: patience });
      await field.getByRole("option", { name: option, exact: true }).click();
      // Said to the host by then.
      await page.waitForTimeout(400);
    };
    const said = (text: string) => webview().locator("fk-pause", { hasText: text }).waitFor({ timeout: patience });
    await webview().getByText("Advanced").click();
    await pause("at every scored step");
    await panel().runButton().click();
    await panel().says(/^Waits for your votes at step 2 of 12/);
    await webview().locator("fk-card").first().focus();
    for (const key of ["+", "ArrowRight", "k", "ArrowRight", "Enter", "u"]) await page.keyboard.press(key);
    await said("1 raised, 1 killed of 2 votes");
    await screenshot("paused");
    for (const engine of engineProcesses()) process.kill(engine, "SIGKILL");
    await page.keyboard.press("ControlOrMeta+w");
    await runCommand("FK Steering: Show Panel");
    await said("1 raised, 1 killed of 2 votes");
    for (const step of [4, 6, 8, 10]) {
      await webview().locator("fk-pause").getByRole("button", { name: "Go on" }).click();
      await panel().says(new RegExp(`^Waits for your votes at step ${step} of 12`, "u"));
    }
    await webview().locator("fk-pause").getByRole("button", { name: "Go on" }).click();
    await panel().says(/^Done in/);
    await said("You voted at step 2.");
    await webview().getByText("You voted in this run, so it has another target").waitFor();
    await webview().locator("fk-pause").getByRole("button", { name: "Save votes as a reward…" }).click();
    await quickInput.fill("liked");
    await page.keyboard.press("Enter");
    await page.locator(".tab.active", { hasText: "liked.reward.ts" }).waitFor({ timeout: patience });
    await notification(/^liked learned from \d+ pairs at 1 pause/u).waitFor({ timeout: patience });
    await screenshot("taught");
    await page.keyboard.press("ControlOrMeta+w");
    await webview().getByText("Advanced").click();
    await pause("never");
  });

  it("says once that the engine was killed, goes on with the run where that is asked for there, and runs again", async () => {
    const { page, notification, webview, screenshot } = workbench();
    await panel().number("Steps").fill("5000");
    await panel().started(() => panel().runButton().click());
    await panel().says(/^Step [1-9][\d\s]* of 5\s000/);
    const engines = engineProcesses();
    expect(engines).toHaveLength(1);
    for (const engine of engines) process.kill(engine, "SIGKILL");

    await notification("The engine ended unexpectedly (killed by SIGKILL").waitFor({ timeout: patience });
    await panel().says(/^The run failed$/);
    await screenshot("engine-killed");
    // The run's own progress goes.
    await expect.poll(() => page.locator(".notification-list-item").count(), { timeout: patience }).toBe(1);
    const notices = await webview().locator("fk-notice").allTextContents();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain("resume it, or run again, and the engine starts anew");
    expect((await panel().cards()).length).toBeGreaterThan(0);

    await page.locator(".notification-list-item").getByRole("button", { name: "Resume", exact: true }).click();
    await panel().says(/^Step [1-9][\d\s]* of 5\s000/);
    await panel().stopButton().click();
    await panel().says(/^Stopped at step [1-9][\d\s]* of 5\s000/);
    await closeNotifications(workbench());
    await panel().number("Steps").fill("12");
    await panel().runToEnd();
    expect(await webview().locator("fk-notice").count()).toBe(0);
    expect(engineProcesses()).not.toEqual(engines);
  });
});

/** Runs in the page: what a screen reader would call what has the focus. */
function focusedLabel(): string {
  let label = "";
  for (let element = document.activeElement; element !== null; element = element.shadowRoot?.activeElement ?? null) {
    label = element.getAttribute("aria-label") ?? element.getAttribute("label") ?? label;
    if (element.localName === "vscode-button") label = element.textContent.trim();
  }
  return label;
}

interface Looks {
  readonly border: string;
  /** What the theme wants of borders, as a computed colour. */
  readonly contrastBorder: string;
  /** Contrast ratios of texts to the card. */
  readonly contrasts: readonly number[];
}

/** Runs in the page. */
function looksOf(card: Locator): Promise<Looks> {
  return card.evaluate((element) => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const light = (value: number): number =>
      value / 255 <= 0.040_45 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const luminance = (colour: string): number => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map(light);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (a: string, b: string): number => {
      const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((one, other) => one - other);
      return (high + 0.05) / (low + 0.05);
    };
    const probe = document.createElement("i");
    probe.style.color = "var(--vscode-contrastBorder)";
    document.body.append(probe);
    const contrastBorder = getComputedStyle(probe).color;
    probe.remove();
    const { borderTopColor: border, backgroundColor } = getComputedStyle(element);
    const texts = [...(element.shadowRoot?.querySelectorAll(".reward, .known, .amount, .action") ?? [])];
    const contrasts = texts.map((text) => contrast(getComputedStyle(text).color, backgroundColor));
    return { border, contrastBorder, contrasts };
  });
}
