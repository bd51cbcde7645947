/** The page for those who see it otherwise, or not at all: axe-core over its states in four themes, large zoom, focus that is seen. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { launchChromium } from "../support/chromium.mjs";
import { buildPanelPage, openPanelPage, type PanelPageOptions } from "../support/panelPage.ts";

const themes = ["dark", "light", "hc-black", "hc-light"] as const;

/** What a person sees of the page, one after the other. */
const states: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  empty: () => Promise.resolve(),
  "a run under way": (page) => page.evaluate(() => window.harness.showStep(30)),
  "a run that ended, with two pins, why and the table": async (page) => {
    await page.evaluate(() => window.harness.showStep(64));
    for (const card of [0, 1]) {
      await page
        .locator("fk-card")
        .nth(card)
        .getByRole("button", { name: /^Compare/ })
        .click();
    }
    await page.getByRole("button", { name: "table", exact: true }).click();
    await page.locator("fk-lineage-table tbody").getByRole("button", { name: "#3" }).click();
    await page.locator("fk-why").waitFor();
  },
  "images, two of them pinned": async (page) => {
    await page.evaluate(() => {
      window.harness.set({ pins: [] });
      window.harness.showImages(64);
      const { run } = window.harness.state;
      const pins = run!.particles.slice(0, 2).map((particle) => ({ ...run!, run: run!.id, particle }));
      window.harness.set({ pins });
    });
    await page.locator("fk-side img").first().waitFor();
  },
  "two prompts": async (page) => {
    await page.evaluate(() => {
      window.harness.set({ pins: [], form: { ...window.harness.state.form, otherPrompts: ["The king said"] } });
      window.harness.showStep(64);
    });
    await page.locator(".margin").first().waitFor();
  },
  "an earlier step": async (page) => {
    await page.getByRole("slider", { name: "Scored step that is shown" }).focus();
    await page.keyboard.press("Home");
    await page.locator("fk-card .masked").first().waitFor();
  },
  "notices and all of the form": async (page) => {
    await page.getByText("Advanced").click();
    await page.evaluate(() => {
      window.harness.showStep(20);
      const { run } = window.harness.state;
      window.harness.set({
        trusted: false,
        run: { ...run!, id: "other", status: "failed", message: "It failed.", warnings: ["Mind this."] },
      });
    });
    await page.locator("fk-notice").first().waitFor();
  },
};

describe("the page is accessible", () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPanelPage();
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  const opened = async (options: PanelPageOptions, look: (page: Page) => Promise<void>): Promise<void> => {
    const { page } = await openPanelPage(browser, options);
    await look(page);
    await page.close();
  };

  for (const theme of themes) {
    it(`by axe-core's rules, nothing above minor: ${theme}`, async () => {
      await opened({ theme, width: 900 }, async (page) => {
        for (const [name, show] of Object.entries(states)) {
          await show(page);
          expect(await axeFaults(page), name).toEqual([]);
        }
      });
    });
  }
});
