/** Ten thousand mutated run files in the page: shown as far as they go, never executed, never a hang. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.mjs";
import { showMutatedRuns } from "../support/hostilePage.ts";
import { buildPanelPage, openPanelPage } from "../support/panelPage.ts";

const files = 10_000;
const atOnce = 1_000;

let browser: Browser;
beforeAll(async () => {
  await buildPanelPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

it(`${files} mutated run files are shown by the page, which goes on`, async () => {
  const { page, problems } = await openPanelPage(browser, { width: 900 });
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => expect.unreachable("a string was executed")));
  let shown = 0;
  for (let seed = 1; seed <= files / atOnce; seed += 1) {
    shown += await showMutatedRuns(page, atOnce, 100 + seed);
    expect(problems).toEqual([]);
  }
  process.stdout.write(`${files} mutated run files, ${shown} of them shown by the page\n`);
  expect(shown).toBeGreaterThan(files / 4);
  expect(await page.evaluate(() => "hostile" in globalThis)).toBe(false);
});
