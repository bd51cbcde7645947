/** The panel's page alone in a real browser, with a harness in the host's place: keyboard, errors, live cards, policy. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { PanelState } from "../../src/protocol/panel.ts";
import type { Harness } from "../../webview/dev/harness.ts";
import { usePanelPage } from "../support/usePanelPage.ts";

/** A busy machine may take its time. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 20_000 });

declare global {
  interface Window {
    /** At each frame since there is a card: where it is, and whether the form is there. */
    seen: { readonly top: number; readonly hasForm: boolean }[];
  }
}

describe("the panel's page", () => {
  const panelPage = usePanelPage({ reducedMotion: "no-preference" });
  let page: Page;
  beforeEach(() => {
    page = panelPage();
  });

  const calls = (method: string): Promise<Harness["calls"]> =>
    page.evaluate((name) => window.harness.calls.filter((one) => one.method === name), method);
  const setState = (patch: Partial<PanelState>): Promise<void> =>
    page.evaluate((change) => window.harness.set(change), patch);
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute("aria-label") ?? "";
    });
  const field = (label: string) => page.locator(`fk-number[label="${label}"] input`);

  it("is a script of at most 600 KB", () => {
    const script = join(import.meta.dirname, "../../dist/panel.js");
    expect(statSync(script).size).toBeLessThanOrEqual(600_000);
  });

  it("runs by keyboard alone and keeps what was typed", async () => {
    await page.locator("fk-form textarea").first().focus();
    await page.keyboard.press("End");
    await page.keyboard.type(", in a wood");
    await page.keyboard.press("Control+Enter");
    await page
      .getByText(/^Done in/)
      .first()
      .waitFor();
    // In one column the form makes room for the cards.
    expect(await page.locator("fk-form").isVisible()).toBe(false);
    const [run] = await calls("panel/run");
    expect(run?.params).toMatchObject({ model: "fk-text-small", prompt: "Once upon a time, in a wood", particles: 8 });
    expect(await page.locator("fk-form textarea").first().inputValue()).toBe("Once upon a time, in a wood");
  });

  it("shows cards while it runs, folds equal texts, and marks the best at the end", async () => {
    await page.evaluate(() => window.harness.showStep(20));
    await page.locator("fk-card").first().waitFor();
    expect(await page.locator("fk-card .masked").count()).toBeGreaterThan(0);
    await page.evaluate(() => window.harness.showStep(64));
    await page.getByText("8, 5 distinct texts").waitFor();
    expect(await page.locator("fk-card .masked").count()).toBe(0);
    const best = page.locator("fk-card").first();
    expect(await best.locator(".count").textContent()).toBe("×3");
    expect(await best.locator(".badge").allTextContents()).toContain("best");
    const rewards = await page.locator("fk-card .reward").allTextContents();
    expect(rewards).toEqual(rewards.toSorted((a, b) => Number(b) - Number(a)));
  });

  it("keeps every particle's card in its place while a run goes on", async () => {
    const shown = () =>
      page
        .locator("fk-card")
        .evaluateAll((cards) => cards.map((card) => (card as unknown as { fold: { key: number } }).fold.key));
    await page.evaluate(() => window.harness.showStep(20));
    await eventually(shown).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const rewards = () => page.locator("fk-card .reward").allTextContents();
    const before = await rewards();
    await page.evaluate(() => window.harness.showStep(44));
    await eventually(rewards).not.toEqual(before);
    expect(await shown()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await page.getByLabel("Order of the particles").inputValue()).toBe("slot");
  });

  it("sorts and filters when asked", async () => {
    await page.evaluate(() => window.harness.showStep(64));
    await page.getByLabel("Order of the particles").selectOption("lineage");
    const ancestors = async () =>
      (await page.locator("fk-card .fact:first-child").allTextContents()).map((one) => one.slice(6));
    await eventually(ancestors).toEqual((await ancestors()).toSorted());
    const filter = page.getByLabel("Filter the particles");
    await filter.fill("lily");
    await eventually(() => page.locator("fk-card").count()).toBe(1);
    await filter.fill("> 0.8");
    await eventually(async () => (await page.locator("fk-card .reward").allTextContents()).map(Number)).toSatisfy(
      (rewards: number[]) => rewards.length > 0 && rewards.every((reward) => reward >= 0.8),
    );
  });

  it("shows pinned texts beside each other with what differs, and closes on Escape", async () => {
    await page.evaluate(() => window.harness.showStep(64));
    await page.locator("fk-card").first().focus();
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("x");
    const side = page.locator("fk-side");
    await side.locator("mark").first().waitFor();
    // By tokens, which end within words, too.
    const marked = () => side.locator("p").first().innerHTML();
    await eventually(async () => (await marked()).replaceAll(/<!--.*?-->/gu, "")).toMatch(/\w<\/?mark>\w/u);
    expect(await calls("panel/tokens")).toHaveLength(2);
    expect(await side.locator("thead th").count()).toBe(2);
    expect(await side.locator("tbody th").allTextContents()).toEqual([
      "reward",
      "cheerful",
      "length",
      "weight",
      "from",
    ]);
    expect(await side.locator(".kinship").textContent()).toMatch(
      /^#\d and #\d (both descend from #\d at step \d+|have no ancestor in common)$/u,
    );
    await side.getByRole("button", { name: "Open in diff editor" }).click();
    await eventually(() => calls("panel/diff")).toMatchObject([
      { params: { left: { run: "run-1", particle: 0 }, right: { run: "run-1", particle: 2 } } },
    ]);
    await side.getByRole("button", { name: "Close the comparison" }).focus();
    await page.keyboard.press("Escape");
    await eventually(() => side.count()).toBe(0);
  });

  it("tells where the person is in a run, and goes back there when the run is shown again", async () => {
    await page.evaluate(() => window.harness.set({ shownStep: 16 }));
    await page.evaluate(() => window.harness.showStep(64));
    await eventually(() => calls("panel/moment")).toContainEqual({ method: "panel/moment", params: { step: 16 } });
    await page.locator("fk-scrubber input").press("ArrowRight");
    await eventually(async () => (await calls("panel/shown")).at(-1)?.params).toEqual({ run: "run-1", step: 20 });
  });

  it("shows a pin of another run beside one of this run, with what differs in their settings", async () => {
    await page.evaluate(() => {
      window.harness.showStep(64);
      const { run } = window.harness.state;
      const specification = { ...run!.specification, strength: 0, seed: 7 };
      window.harness.set({
        pins: [{ run: "/runs/first-run-unsteered.fkrun", specification, particle: run!.particles[2]! }],
      });
    });
    const side = page.locator("fk-side");
    await side.getByText("Pin another particle, of this run or of another one").waitFor();
    await page.locator("fk-card").first().focus();
    await page.keyboard.press("x");
    await eventually(() => side.locator("thead th").allTextContents()).toEqual([
      "#2 of first-run-unsteered",
      expect.stringMatching(/^#\d of run-1$/u),
    ]);
    const row = async (name: string) =>
      side
        .locator("tbody tr", { has: page.getByRole("rowheader", { name, exact: true }) })
        .locator("td")
        .allTextContents();
    expect(await row("Strength λ")).toEqual(["0", "40"]);
    expect(await row("Seed")).toEqual(["7", "1"]);
    expect(await side.locator(".kinship").textContent()).toContain("Of two runs");
    await side.getByRole("button", { name: "Another run" }).click();
    await eventually(() => calls("panel/pinOther")).toHaveLength(1);
  });

  it("walks the cards with arrow keys, inserts with Enter, copies with C", async () => {
    await page.evaluate(() => window.harness.showStep(64));
    await page.locator("fk-card").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.keyboard.press("c");
    await page.getByText("Copied").waitFor();
    const [inserted] = await calls("panel/insert");
    // The second best of the story: initial particle 5, of which the lowest copy is shown.
    const particle = await page.evaluate(
      () => window.harness.state.run?.particles.find((one) => one.ancestor === 5)?.index,
    );
    expect(inserted?.params).toEqual({ particle });
    expect(await calls("panel/copy")).toHaveLength(1);
  });

  it("says which document a card is inserted into, and that a new one is opened where there is none", async () => {
    await page.evaluate(() => window.harness.showStep(64));
    const insert = page.locator("fk-card").first().getByRole("button", { name: "Insert into editor" });
    await eventually(() => insert.getAttribute("title")).toBe("Insert into story.md (Enter)");
    await setState({ insertsInto: undefined });
    await eventually(() => insert.getAttribute("title")).toBe("Insert into a new document (Enter)");
    await insert.click();
    await eventually(() => calls("panel/insert")).toHaveLength(1);
  });

  it("refuses a wrong number at its field and goes there", async () => {
    await field("Particles").fill("0");
    await field("Steps").focus();
    await page.getByText("Must be between 1 and 4096.").waitFor();
    await page.keyboard.press("Control+Enter");
    await eventually(focused).toBe("Particles");
    expect(await calls("panel/run")).toHaveLength(0);
    expect(await calls("panel/form")).toHaveLength(0);
  });

  it("shows what the host refuses at the field that it names, though it is folded away", async () => {
    await page.evaluate(() => {
      window.harness.refuse = {
        code: "specification-invalid",
        message: "λ is too large.",
        details: { field: "draws" },
      };
    });
    await page.getByRole("button", { name: "Hide the form" }).click();
    await page.keyboard.press("Control+Enter");
    await page.getByText("λ is too large.").waitFor();
    await eventually(focused).toBe("Draws");
  });

  it("shows what names no field as a notice with a way to the file", async () => {
    await page.evaluate(() => {
      const location = { file: "/w/a.reward.ts", line: 3, column: 1 };
      window.harness.refuse = { code: "reward-compile", message: "It does not compile.", details: { location } };
    });
    await page.keyboard.press("Control+Enter");
    await page.getByText("It does not compile.").waitFor();
    await page.getByRole("button", { name: "Open a.reward.ts" }).click();
    await eventually(() => calls("panel/open")).toMatchObject([{ params: { what: "reward", path: "/w/a.reward.ts" } }]);
  });

  it("stops a run, and Escape does not", async () => {
    // It must go on for as long as this takes.
    await page.evaluate(() => (window.harness.stepTime = 1000));
    await page.keyboard.press("Control+Enter");
    await page
      .getByText(/^Step \d+ of 64/)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    expect(await calls("panel/stop")).toHaveLength(0);
    // The next one waits for it, and the form stays for one after that.
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "1 waiting" }).press("Enter");
    expect(await calls("panel/run")).toHaveLength(2);
    expect((await calls("panel/open")).at(-1)).toMatchObject({ params: { what: "queue" } });
    const afterStep = page.getByRole("button", { name: "Stop after this step" });
    await afterStep.press("Enter");
    await page.getByText(/^Stopping after the next scored step · Step \d+ of 64/).waitFor();
    expect(await calls("panel/stopAfterStep")).toHaveLength(1);
    await page.getByRole("button", { name: "Stop now" }).click();
    await page
      .getByText(/^Stopped at step/)
      .first()
      .waitFor();
  });

  it("leaves what is being typed alone, and takes over what the host changed", async () => {
    const prompt = page.locator("fk-form textarea").first();
    await prompt.fill("half a sen");
    await page.evaluate(() => window.harness.showStep(8));
    await page.locator("fk-card").first().waitFor();
    expect(await prompt.inputValue()).toBe("half a sen");
    // What is not told yet is being typed, and the host's word does not count there.
    await eventually(async () => (await calls("panel/form")).at(-1)?.params).toMatchObject({ prompt: "half a sen" });
    const form = await page.evaluate(() => window.harness.baseState.form);
    await setState({ form: { ...form, prompt: "At the cursor", suffix: "the end" } });
    await eventually(() => prompt.inputValue()).toBe("At the cursor");
    expect(await page.locator("fk-form textarea").nth(1).inputValue()).toBe("the end");
  });

  it("chooses, weighs, adds and removes rewards", async () => {
    await page.getByRole("button", { name: "Remove reward 2" }).click();
    await page.getByRole("button", { name: "Add reward" }).click();
    await page.locator("fk-reward").nth(1).locator("vscode-dropdown").click();
    await page.locator("fk-reward").nth(1).getByRole("option", { name: "contains" }).click();
    await field("Weight of reward 2").fill("2,5");
    await page.locator('[data-field="parameters.words"] input').fill("sun");
    await eventually(async () => (await calls("panel/form")).at(-1)?.params).toMatchObject({
      rewards: [
        { source: { kind: "file" } },
        { source: { kind: "builtin", name: "contains" }, weight: 2.5, parameters: { words: "sun" } },
      ],
    });
  });

  it("shows the first hundred of thousands of particles, then more", async () => {
    await page.evaluate(() => {
      window.harness.state = { ...window.harness.state, form: { ...window.harness.state.form, particles: 4096 } };
      window.harness.showStep(64);
    });
    const more = page.getByRole("button", { name: /^Show 100 more/ });
    await more.waitFor();
    expect(await page.locator("fk-card").count()).toBe(100);
    await more.click();
    await eventually(() => page.locator("fk-card").count()).toBe(200);
    // The focus goes on where the button was that has brought the last of them.
    await page.evaluate(() => {
      window.harness.state = { ...window.harness.state, form: { ...window.harness.state.form, particles: 230 } };
      window.harness.showStep(8);
    });
    await page.getByRole("button", { name: /^Show 30 more/ }).press("Enter");
    await eventually(focused).toMatch(/^201: #200,/);
  });

  it("shows what a person came to see first, and moves none of it when the rest is there", async () => {
    await page.setViewportSize({ width: 1200, height: 900 });
    await page.addInitScript(() => {
      if (sessionStorage.getItem("first") === null) return;
      const inApp = (selector: string) => document.querySelector("fk-panel")?.shadowRoot?.querySelector(selector);
      const look = (): void => {
        const card = inApp("fk-particles")?.shadowRoot?.querySelector("fk-card");
        const form = inApp("fk-form")?.shadowRoot?.querySelector(".grid");
        if (card)
          window.seen.push({ top: card.getBoundingClientRect().top, hasForm: form !== undefined && form !== null });
        requestAnimationFrame(look);
      };
      window.seen = [];
      requestAnimationFrame(look);
    });
    try {
      await page.evaluate(() => window.harness.startsWith(64));
      await page.reload();
      await page.getByText("Advanced").waitFor();
      await page.locator("fk-curve canvas").first().waitFor();
      const seen = await page.evaluate(() => window.seen);
      expect([seen[0]?.hasForm, seen.at(-1)?.hasForm]).toEqual([false, true]);
      expect(new Set(seen.map(({ top }) => top)).size).toBe(1);
    } finally {
      await page.evaluate(() => sessionStorage.removeItem("first"));
    }
  });

  it("spells out a violated hard constraint", async () => {
    await page.evaluate(() => {
      window.harness.showStep(64);
      const { run } = window.harness.state;
      if (run === undefined) return;
      const particles = run.particles.map((one) => ({ ...one, reward: one.index === 3 ? -Infinity : one.reward }));
      window.harness.set({ run: { ...run, particles } });
    });
    await page.locator("fk-card").last().getByText("violates a hard constraint").waitFor();
  });

  it("says why the workspace's rewards are off", async () => {
    await setState({ trusted: false });
    await page.getByText("because it is not trusted").waitFor();
    await page.getByText("Workspace rewards are off").waitFor();
  });
});
