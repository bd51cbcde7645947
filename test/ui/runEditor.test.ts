/** Run files as editors, in a workspace that is not trusted: opened from the Explorer, beside each other, damaged ones too. */
import { cpSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator } from "playwright-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { patience } from "../support/steeringPanel.ts";
import { useWorkbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 400_000 });

const kept = join(import.meta.dirname, "../fixtures/runs");

describe("a run file", () => {
  const workbench = useWorkbench({ trust: "restricted", workspace: { "notes.txt": "Notes.\n" } });

  beforeAll(() => {
    const { folder } = workbench();
    cpSync(kept, folder, { recursive: true });
    const lines = readFileSync(join(kept, "text-format1.fkrun"), "utf8").split("\n");
    writeFileSync(join(folder, "cut.fkrun"), lines.slice(0, 4).join("\n"));
    writeFileSync(join(folder, "hostile.fkrun"), "<img src=x onerror=alert(1)>\n");
    writeFileSync(join(folder, "greedy.fkrun"), `${lines[0]!.replace('"particles":3', '"particles":4096')}\n`);
  });

  const open = async (name: string, key = "Enter"): Promise<void> => {
    const { page, quickInput } = workbench();
    // While VS Code moves the focus from an editor that was closed, a key is nobody's.
    await vi.waitFor(
      async () => {
        await page.keyboard.press("ControlOrMeta+p");
        await quickInput.waitFor({ timeout: 5000 });
      },
      { timeout: patience },
    );
    await quickInput.fill(name);
    await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).waitFor({ timeout: patience });
    await page.keyboard.press(key);
    await page.locator(".tab.active", { hasText: name }).first().waitFor({ timeout: patience });
  };

  /** The page of the run that was opened last. */
  const run = (): FrameLocator => workbench().webview();

  it("opens as a run at a click, and keeps its settings in sight", async () => {
    await open("text-format1.fkrun");
    await run().locator("fk-lineage canvas.base").waitFor({ timeout: patience });
    expect(await run().locator("fk-run-line .settings").textContent()).toMatch(
      /^stories · “.*” · .* · λ .* · seed \d/u,
    );
    expect(await run().locator("fk-card").count()).toBeGreaterThan(0);
    expect(await run().locator("fk-form").count()).toBe(0);
    await workbench().screenshot("run-editor");
  });

  it("opens at a click on the bytes beside it, too", async () => {
    const { page } = workbench();
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "text-format1.fkstates" }).click();
    await page.locator(".tab", { hasText: "text-format1.fkstates" }).waitFor({ state: "detached", timeout: patience });
    expect(await page.locator(".tab.active").textContent()).toContain("text-format1.fkrun");
  });

  it("shows every particle at an earlier step, from the file", async () => {
    const scrubber = run().getByRole("slider", { name: "Scored step that is shown" });
    await scrubber.focus();
    await workbench().page.keyboard.press("Home");
    await run().locator("fk-card .masked").first().waitFor({ timeout: patience });
    const insert = run()
      .locator("fk-card")
      .first()
      .getByRole("button", { name: /^Insert/ });
    expect(await insert.getAttribute("title")).toMatch(/what it was at step/u);
    // The focus comes back to where it was from a list of VS Code's own.
    const { page, quickInput } = workbench();
    await page.keyboard.press("F1");
    await quickInput.waitFor({ timeout: patience });
    await page.keyboard.press("Escape");
    await vi.waitFor(async () => expect(await scrubber.evaluate((slider) => slider.matches(":focus"))).toBe(true), {
      timeout: patience,
    });
  });

  it("is seen beside another run, particle by particle, and in VS Code's diff editor", async () => {
    const { page, screenshot } = workbench();
    const card = run().locator("fk-card").first();
    await run().getByRole("slider", { name: "Scored step that is shown" }).focus();
    await page.keyboard.press("End");
    await card.getByRole("button", { name: /^Compare/ }).click();
    await run().getByText("Pin another particle, of this run or of another one").waitFor({ timeout: patience });
    await open("groups-format1.fkrun");
    await run().locator("fk-side", { hasText: "of text-format1" }).waitFor({ timeout: patience });
    await card.getByRole("button", { name: /^Compare/ }).click();
    await run().locator("fk-side mark").first().waitFor({ timeout: patience });
    expect(await run().locator("fk-side thead th").allTextContents()).toEqual([
      expect.stringMatching(/^#\d+ of text-format1$/u),
      expect.stringMatching(/^#\d+ of groups-format1$/u),
    ]);
    expect(await run().locator("fk-side tbody th").allTextContents()).toContain("Seed");
    await screenshot("run-compared");
    await run().locator("fk-side").getByRole("button", { name: "Open in diff editor" }).click();
    await page.locator(".tab.active", { hasText: "of groups-format1" }).waitFor({ timeout: patience });
    await page.locator(".monaco-diff-editor").first().waitFor({ timeout: patience });
    await page.keyboard.press("ControlOrMeta+w");
    await run().locator("fk-side").getByRole("button", { name: "Close the comparison" }).click();
    await run().locator("fk-side").waitFor({ state: "detached", timeout: patience });
  });

  it("names its groups in the margin of their cards", async () => {
    const margins = run().locator(".margin");
    expect(await margins.count()).toBeGreaterThan(1);
    expect((await margins.allTextContents()).every((label) => label.trim() !== "")).toBe(true);
  });

  it("of images opens beside another, by VS Code's own means", async () => {
    const { page, screenshot } = workbench();
    // To the side.
    await open("image-format1.fkrun", "ControlOrMeta+Enter");
    await run().locator("fk-card img").first().waitFor({ timeout: patience });
    expect(await page.locator("iframe.webview.ready").count()).toBeGreaterThanOrEqual(2);
    await screenshot("run-editors-beside");
  });

  it("leaves VS Code its own keys while the focus is in the page, in a split editor, too", async () => {
    const { page, quickInput, runCommand } = workbench();
    await runCommand("View: Split Editor");
    await page.locator("iframe.webview.ready").nth(2).waitFor({ timeout: patience });
    const scrubber = run().getByRole("slider", { name: "Scored step that is shown" });
    for (const [key, prefix] of [
      ["F1", ">"],
      ["ControlOrMeta+p", ""],
    ] as const) {
      await scrubber.focus({ timeout: patience });
      await page.keyboard.press(key);
      await quickInput.waitFor({ timeout: patience });
      expect(await quickInput.inputValue()).toBe(prefix);
      await page.keyboard.press("Escape");
      await quickInput.waitFor({ state: "hidden", timeout: patience });
    }
    const groups = page.locator(".editor-group-container");
    const before = await groups.count();
    await scrubber.focus();
    await page.keyboard.press("ControlOrMeta+w");
    await vi.waitFor(async () => expect(await groups.count()).toBe(before - 1), { timeout: patience });
  });

  it("that was cut off is shown as far as it goes, with a sentence", async () => {
    await open("cut.fkrun");
    await run().locator("fk-notice", { hasText: "cut off" }).first().waitFor({ timeout: patience });
    expect(await run().locator("fk-card").count()).toBeGreaterThan(0);
  });

  it("that is deleted says so and shows what it has, until it is back", async () => {
    const path = join(workbench().folder, "cut.fkrun");
    renameSync(path, `${path}.away`);
    const gone = run().locator("fk-notice", { hasText: "was deleted or moved" }).first();
    await gone.waitFor({ timeout: patience });
    expect(await run().locator("fk-card").count()).toBeGreaterThan(0);
    await workbench().screenshot("run-deleted");
    mkdirSync(path);
    const folder = run().locator("fk-notice", { hasText: "is not a file" }).first();
    await folder.waitFor({ timeout: patience });
    rmdirSync(path);
    renameSync(`${path}.away`, path);
    await folder.waitFor({ state: "detached", timeout: patience });
    expect(await gone.count()).toBe(0);
  });

  it("that is none says so, until it is one", async () => {
    await open("hostile.fkrun");
    await run().getByText("does not begin with a run's header").waitFor({ timeout: patience });
    const { folder } = workbench();
    cpSync(join(folder, "text-format1.fkrun"), join(folder, "hostile.fkrun"));
    await run().locator("fk-card").first().waitFor({ timeout: patience });
  });

  it("that asks for more than strangers may is not run again, and its settings come into the form within bounds", async () => {
    const { notification } = workbench();
    await open("greedy.fkrun");
    await run().locator("fk-run-line .settings", { hasText: "4096" }).waitFor({ timeout: patience });
    await run().getByRole("button", { name: "Run again", exact: true }).click();
    const refused = "The run is not repeated: it asks for 4096 particles instead of 64";
    await run().locator("fk-notice", { hasText: refused }).waitFor({ timeout: patience });
    await run().getByRole("button", { name: "Use these settings" }).click();
    await notification("The run asked for 4096 particles instead of 64").waitFor({ timeout: patience });
  });
});
