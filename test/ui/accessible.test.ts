/** The page for those who see it otherwise, or not at all: axe-core over its states in four themes, large zoom, focus that is seen. */
import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { sharedChromium } from "../support/chromium.mjs";
import { buildPanelPage, openPanelPage, type PanelPageOptions } from "../support/panelPage.ts";

/** Elements of the toolkit take a theme's colours over in a frame of their own. */
const drawn = (): Promise<unknown> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  });

const themes = ["dark", "light", "hc-black", "hc-light"] as const;

/** What a person sees of the page, one after the other. */
const states: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  empty: () => Promise.resolve(),
  "a run under way": async (page) => {
    await page.evaluate(() => window.harness.showStep(30));
    await page.locator("fk-progress").getByText("Step 30 of 64").first().waitFor();
  },
  "a run that ended, with two pins, why and the table": async (page) => {
    await page.evaluate(() => window.harness.showStep(64));
    for (const card of [0, 1]) {
      await page
        .locator("fk-card")
        .nth(card)
        .getByRole("button", { name: /^Compare/ })
        .click();
    }
    await page.getByTitle("The lineage as a table").click();
    await page.locator("fk-lineage-table tbody").getByRole("button", { name: "#3" }).click();
    await page.locator("fk-why").waitFor();
  },
  "the curves as a table, and a text token by token": async (page) => {
    await page.locator("fk-card").first().focus();
    await page.keyboard.press("t");
    await page.locator("fk-tokens .readout").waitFor();
    await page.getByTitle("The curves as a table").click();
    await page.locator("fk-curves-table").waitFor();
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
    await page.locator("fk-side").getByRole("button", { name: "difference" }).click();
    await page.locator("fk-difference").getByText("of the pixels differ").waitFor();
  },
  "two prompts": async (page) => {
    await page.evaluate(() => {
      window.harness.set({ pins: [], form: { ...window.harness.state.form, otherPrompts: ["The king said"] } });
      window.harness.showStep(64);
    });
    await page.locator(".margin").first().waitFor();
  },
  "a pause, with every vote": async (page) => {
    await page.evaluate(() => {
      const { otherPrompts: _, ...form } = window.harness.state.form;
      window.harness.set({ form });
      window.harness.showPause(24);
    });
    await page.locator("fk-pause").getByText("The run waits at step 24").waitFor();
    await page.locator("fk-card").first().focus();
    for (const key of ["+", "ArrowRight", "-", "ArrowRight", "k", "Enter"]) await page.keyboard.press(key);
    await page.locator("fk-card[vote=keep]").waitFor();
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
    browser = await sharedChromium();
  });

  const opened = async (options: PanelPageOptions, look: (page: Page) => Promise<void>): Promise<void> => {
    const { page } = await openPanelPage(browser, options);
    await look(page);
    await page.close();
  };

  it("by axe-core's rules, nothing above minor, in four themes", async () => {
    await opened({ width: 900 }, async (page) => {
      // Each kind of card is among four: more of them take time and tell nothing.
      await page.evaluate(() => window.harness.set({ form: { ...window.harness.state.form, particles: 4 } }));
      for (const [name, show] of Object.entries(states)) {
        await show(page);
        for (const [i, theme] of themes.entries()) {
          await page.evaluate((chosen) => window.harness.theme(chosen), theme);
          await page.evaluate(drawn);
          // A theme changes colours and nothing else.
          expect(await axeFaults(page, i === 0 ? "all" : "colours"), `${name}, ${theme}`).toEqual([]);
        }
      }
    });
  });

  for (const theme of ["hc-black", "hc-light"] as const) {
    it(`shows where the focus is, at every stop of Tab: ${theme}`, async () => {
      await opened({ theme, width: 900, height: 700 }, async (page) => {
        await states["a run that ended, with two pins, why and the table"]!(page);
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
        const passed: string[] = [];
        const session = await page.context().newCDPSession(page);
        // By the debugger: Playwright's own pictures wait for much that is still here.
        const pictured = async (around: Focused["around"]): Promise<string> =>
          (await session.send("Page.captureScreenshot", { clip: { ...around, scale: 1 } })).data;
        // From where the last click was to the end, and around.
        for (let ends = 0; ends < 2 && passed.length < 80;) {
          await page.keyboard.press("Tab");
          // Beside other work the frame with the focus in it comes late.
          await page.evaluate(drawn);
          const focused = await page.evaluate(focusedPlace);
          if (focused === undefined) {
            ends += 1;
            continue;
          }
          const lit = await pictured(focused.around);
          await page.evaluate(blurFocused);
          expect(await pictured(focused.around), focused.name).not.toBe(lit);
          passed.push(focused.name);
        }
        expect(passed.length).toBeGreaterThan(40);
      });
    });
  }

  it("cuts nothing off at 200 %: everything fits a page of half the width, or has a bar of its own", async () => {
    for (const width of [640, 320]) {
      await opened({ width, height: 500 }, async (page) => {
        for (const name of ["empty", "a run that ended, with two pins, why and the table", "two prompts"]) {
          await states[name]!(page);
          expect(await page.evaluate(cutOff), `${name} at ${width}`).toEqual([]);
        }
      });
    }
  });
});

interface Focused {
  readonly name: string;
  readonly around: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Runs in the page: what has the focus, and the part of the page around it. Undefined: nothing has. */
function focusedPlace(): Focused | undefined {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused === null || focused === document.body) return undefined;
  // What is drawn for a control may be its host's, or the row around it.
  const { left, top, right, bottom } = focused.getBoundingClientRect();
  const [x, y] = [Math.max(0, left - 14), Math.max(0, top - 14)];
  const name = `${focused.localName} ${focused.getAttribute("aria-label") ?? focused.textContent.trim().slice(0, 30)}`;
  const width = Math.min(window.innerWidth, right + 14) - x;
  return { name, around: { x, y, width, height: Math.min(window.innerHeight, bottom + 14) - y } };
}

/** Runs in the page. Tab goes on from there. */
function blurFocused(): void {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  (focused as HTMLElement | null)?.blur();
}

/** Runs in the page: what goes beyond its right edge, and cannot be scrolled to. */
function cutOff(): string[] {
  const found: string[] = [];
  const look = (root: Document | ShadowRoot, scrolls: boolean): void => {
    for (const one of root.querySelectorAll("*")) {
      const { right, width, height } = one.getBoundingClientRect();
      const isScrolled = (from: Element | null): boolean =>
        from !== null &&
        (/auto|scroll|hidden/u.test(getComputedStyle(from).overflowX) || isScrolled(from.parentElement));
      const inside = scrolls || isScrolled(one.localName === "html" ? null : one.parentElement);
      const isSeen = width > 1 && height > 1 && getComputedStyle(one).visibility === "visible";
      if (isSeen && !inside && right > window.innerWidth + 1) found.push(`${one.localName}.${one.className} ${right}`);
      if (one.shadowRoot !== null) look(one.shadowRoot, inside || isScrolled(one));
    }
  };
  look(document, false);
  return found;
}
