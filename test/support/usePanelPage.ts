/** The panel's page for the tests of a `describe`: a page for all of them, loaded anew for each. Knows no test. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { sharedChromium } from "./chromium.mjs";
import { type PanelPage, type PanelPageOptions, buildPanelPage, openPanelPage } from "./panelPage.ts";

/** Gives the test's page. Whatever the test is about: nothing is thrown in it, and the security policy refuses nothing. */
export function usePanelPage(options: PanelPageOptions = {}): () => Page {
  let browser: Browser;
  let panel: PanelPage | undefined;
  beforeAll(async () => {
    await buildPanelPage({ minify: true });
    browser = await sharedChromium();
  });
  afterAll(() => panel?.page.close());
  beforeEach(async () => {
    // Loading it anew takes a fifth of what another page takes.
    if (panel === undefined) panel = await openPanelPage(browser, options);
    else await panel.reload();
  });
  afterEach(async ({ task }) => {
    const problems = [...(panel?.problems ?? [])];
    if (task.result?.state === "fail" || problems.length > 0) {
      await panel?.page.close();
      panel = undefined;
    }
    expect(problems).toEqual([]);
  });
  return () => {
    if (panel === undefined) throw new Error("The page is only there inside a test.");
    return panel.page;
  };
}
