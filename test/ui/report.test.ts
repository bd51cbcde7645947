/** A run exported as HTML: opened in Chromium without a network, where no VS Code is. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { sharedChromium } from "../support/chromium.mjs";
import { useFolder } from "../support/useFolder.ts";

const repository = join(import.meta.dirname, "../..");
const cli = join(repository, "dist", "cli.mjs");
const results = join(repository, "test-results");

describe("a run as one HTML file", () => {
  const folder = useFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await sharedChromium();
    const usual = ["--particles", "4", "--steps", "8", "--every", "2", "--device", "cpu"];
    for (const [name, ...flags] of [
      ["told", "--prompt", "A tale", "--reward", "sentiment-lexicon"],
      ["painted", "--model", "emoji-scenes", "--prompt", "three cats", "--reward", "brightness"],
    ] as const) {
      const run = `${name}.fkrun`;
      execFileSync(process.execPath, [cli, "run", ...usual, ...flags, "--out", run], { cwd: folder, stdio: "ignore" });
      execFileSync(process.execPath, [cli, "export", run, "--html", `${name}.html`], { cwd: folder, stdio: "ignore" });
    }
  });
  const opened = async (name: string, look: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser.newContext({
      offline: true,
      viewport: { width: 1000, height: 900 },
      colorScheme: "dark",
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("request", (request) => {
      if (!/^(?:file|data|blob):/u.test(request.url())) problems.push(`asks for ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await page.locator("fk-card").first().waitFor();
    await look(page);
    mkdirSync(results, { recursive: true });
    await page.screenshot({ path: join(results, `report-${name}.png`), fullPage: true });
    expect(problems).toEqual([]);
    await context.close();
  };

  it("has its steps, lineage and particles side by side, and offers nothing that needs VS Code", async () => {
    await opened("told", async (page) => {
      expect(await page.locator("fk-card").count()).toBe(4);
      const slider = page.getByRole("slider", { name: "Scored step that is shown" });
      await slider.focus();
      await page.keyboard.press("Home");
      await page.locator("fk-card .masked").first().waitFor();
      await page.keyboard.press("End");
      await page.locator("fk-card .masked").first().waitFor({ state: "detached" });
      await page.locator("fk-inspector").getByRole("button", { name: "table", exact: true }).first().click();
      await page.locator("fk-lineage-table tbody").getByRole("button", { name: "#3" }).first().click();
      await page.locator("fk-why").waitFor();
      for (const card of [0, 1]) {
        await page
          .locator("fk-card")
          .nth(card)
          .getByRole("button", { name: /^Compare/u })
          .click();
      }
      await page
        .locator("fk-side")
        .getByText(/both descend from/u)
        .waitFor();
      for (const name of [
        "Insert",
        "Refine",
        "Run again",
        "Branch",
        "Run at λ",
        "Use these settings",
        "Open in diff editor",
        "Another run…",
      ]) {
        expect(await page.getByRole("button", { name }).filter({ visible: true }).count(), name).toBe(0);
      }
      expect(await axeFaults(page)).toEqual([]);
    });
  });

  it("shows what images were heading for at each step", async () => {
    await opened("painted", async (page) => {
      const picture = (): Promise<string | null> => page.locator("fk-card img").first().getAttribute("src");
      const last = await picture();
      await page.getByRole("slider", { name: "Scored step that is shown" }).focus();
      await page.keyboard.press("Home");
      await expect.poll(picture).not.toBe(last);
    });
  });
});
