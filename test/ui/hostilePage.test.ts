/** The page over what it must not trust: run files that somebody changed, hostile strings, a lineage that points nowhere. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { hostileRuns, showMutatedRuns, showRuns } from "../support/hostilePage.ts";
import { usePanelPage } from "../support/usePanelPage.ts";

describe("the page, shown what nobody should trust", () => {
  // Nothing may be thrown in it, and its policy may refuse nothing: `usePanelPage` looks.
  const panelPage = usePanelPage({ width: 900 });
  let page: Page;
  const dialogs: string[] = [];
  beforeEach(() => {
    page = panelPage();
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  });

  const isUnharmed = async (): Promise<void> => {
    expect(await page.evaluate(() => "hostile" in globalThis)).toBe(false);
    expect(dialogs).toEqual([]);
    await page.evaluate(() => window.harness.showStep(64));
    await page.locator("fk-card").first().waitFor();
  };

  it("executes no string, follows no lineage to nowhere, and goes on", async () => {
    for (const run of hostileRuns()) await showRuns(page, [run]);
    await isUnharmed();
  });

  it("says so of a picture that is missing", async () => {
    const missing = hostileRuns().find(({ run }) => run.id === "picture ");
    await showRuns(page, [missing!]);
    await page.getByText("The picture of #0 is missing or damaged.").first().waitFor();
    await isUnharmed();
  });

  it("shows mutated run files as far as they go", async () => {
    const shown = await showMutatedRuns(page, 100, 7);
    expect(shown).toBeGreaterThan(25);
    await isUnharmed();
  });
});
