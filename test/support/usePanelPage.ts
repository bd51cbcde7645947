/** The panel's page for the tests of a `describe`: a browser for all of them, a page for each. Knows no test. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchChromium } from "./chromium.mjs";
import { type PanelPage, type PanelPageOptions, buildPanelPage, openPanelPage } from "./panelPage.ts";

/** Gives the test's page. Whatever the test is about: nothing is thrown in it, and the security policy refuses nothing. */
export function usePanelPage(options: PanelPageOptions = {}): () => Page {
  let browser: Browser;
  let panel: PanelPage | undefined;
  beforeAll(async () => {
    await buildPanelPage();
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    panel = await openPanelPage(browser, options);
  });
  afterEach(async () => {
    expect(panel?.problems).toEqual([]);
    await panel?.page.close();
  });
  return () => {
    if (panel === undefined) throw new Error("The page is only there inside a test.");
    return panel.page;
  };
}
