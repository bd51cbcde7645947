/** The inspector of a run: the page alone in a real browser. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { usePanelPage } from "../support/usePanelPage.ts";

const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 20_000 });

describe("the inspector", () => {
  const panelPage = usePanelPage({ width: 900 });
  let page: Page;
  beforeEach(async () => {
    page = panelPage();
    await page.evaluate(() => window.harness.showStep(64));
    await page.locator("fk-lineage").waitFor();
  });

  const scrubber = () => page.getByRole("slider", { name: "Scored step that is shown" });
  const stage = () => page.locator("fk-lineage .stage");
  const readout = () => page.locator("fk-lineage .readout").textContent();
  /** What is drawn on the upper layer. */
  const drawn = () =>
    page.locator("fk-lineage canvas.over").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

  it("moves through time by slider and keys, one place for the whole page", async () => {
    expect(await scrubber().getAttribute("aria-valuetext")).toBe("Step 64 of 64");
    await scrubber().focus();
    await page.keyboard.press("Home");
    await eventually(() => scrubber().getAttribute("aria-valuetext")).toBe("Step 4 of 64");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await eventually(() => scrubber().getAttribute("aria-valuetext")).toBe("Step 12 of 64, resampled");
    await page.locator("fk-scrubber .step").getByText("12").waitFor();
  });

  it("plays to the end by itself", async () => {
    await page.getByRole("button", { name: "Play the run" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await eventually(() => scrubber().inputValue()).toBe("15");
    await page.getByRole("button", { name: "Play the run" }).waitFor();
  });

  it("shows a particle's ancestors and descendants under the pointer, and tells of it in words", async () => {
    const before = await drawn();
    const box = (await stage().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await eventually(readout).toMatch(
      /^#\d at step 3\d · value .* · weight .* · from #\d · (died out|\d descendants?)/u,
    );
    expect(await drawn()).not.toBe(before);
    await page.mouse.move(box.x, box.y - 60);
    await eventually(readout).toBe("");
    expect(await drawn()).toBe(before);
  });

  it("says why a particle lives, at a click, and goes to its step", async () => {
    const box = (await stage().boundingBox())!;
    await stage().click({ position: { x: box.width / 2, y: 40 } });
    const why = page.locator("fk-why");
    await why.getByRole("heading", { name: /^Why #\d at step 3\d$/u }).waitFor();
    expect(await scrubber().getAttribute("aria-valuetext")).toMatch(/^Step 3\d of 64/u);
    expect(await why.locator("tbody tr").count()).toBeGreaterThan(6);
    expect((await why.locator("thead th").allTextContents()).slice(2, 5)).toEqual(["value", "cheerful", "length"]);
    expect(await why.locator("figcaption .name").allTextContents()).toEqual(["value", "cheerful", "length"]);
    const curve = (await why.locator("svg[role=img]").nth(1).boundingBox())!;
    await page.mouse.move(curve.x + 4, curve.y + 20);
    await eventually(readout).toMatch(/^#\d at step 4 /u);
    expect(await why.locator("p").textContent()).toMatch(
      /^Copied from #\d at step \d+\. Its siblings then: #|^Never copied/u,
    );
    await why.getByRole("button", { name: "Close" }).click();
    await eventually(() => why.count()).toBe(0);
  });

  it("is walked by keyboard, and has a table that says the same", async () => {
    await stage().focus();
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowDown"]) await page.keyboard.press(key);
    await eventually(readout).toMatch(/^#1 at step 60/u);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Why #1 at step 60" }).waitFor();
    await page.getByRole("button", { name: "table" }).click();
    const rows = page.locator("fk-lineage-table tbody tr");
    await eventually(() => rows.count()).toBe(8);
    await rows.nth(3).getByRole("button", { name: "#3" }).click();
    await page.getByRole("heading", { name: "Why #3 at step 60" }).waitFor();
  });

  it("says what went wrong, and puts the setting that would change it into the form", async () => {
    await page.evaluate(() => {
      const { run } = window.harness.state;
      if (run === undefined) return;
      const scored = run.genealogy.scored.map((step, j) => ({
        ...step,
        ancestors: j === 1 ? Array.from(step.ancestors, () => 3) : step.ancestors,
      }));
      window.harness.set({ run: { ...run, id: "collapsed", genealogy: { ...run.genealogy, scored } } });
    });
    const finding = page.getByRole("listitem").filter({ hasText: "All 8 descend from one particle since step 8" });
    await finding.getByRole("button", { name: "Try λ = 20" }).click();
    await eventually(() => page.evaluate(() => window.harness.state.form.strength)).toBe(20);
  });

  it("tells what other strengths would have come to, as far as the particles carry, and runs at one", async () => {
    const explorer = page.locator("fk-strength");
    await page.evaluate(() => {
      const { run } = window.harness.state;
      if (run === undefined) return;
      const particles = run.particles.map((one, n) => ({
        ...one,
        weight: [0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0][n]!,
        reward: n / 8,
      }));
      window.harness.set({
        run: { ...run, status: "done", particles, groups: run.groups.map((group) => ({ ...group, logZ: 1 })) },
      });
    });
    await explorer.getByText("Other strengths λ").click();
    const slider = explorer.getByRole("slider", { name: "Strength λ to look at" });
    const figures = () => explorer.locator(".figures").textContent();
    const run = explorer.getByRole("button", { name: /^Run at λ = / });
    await eventually(figures).toMatch(/mean reward\s+0\.231[\s\S]*ESS\s+5\.1 of 8/u);
    expect(await run.getAttribute("aria-disabled")).toBe("true");
    await slider.focus();
    await page.keyboard.press("End");
    await eventually(figures).toMatch(/mean reward\s+0\.7\d+[\s\S]*too few particles carry this/u);
    expect(await explorer.locator(".collapsed").count()).toBe(1);
    await page.screenshot({ path: "test-results/strengths.png" });
    await run.click();
    await eventually(() => page.evaluate(() => window.harness.calls.at(-1))).toMatchObject({
      method: "panel/repeatAt",
      params: { strength: expect.any(Number) },
    });
  });

  it("shows on the cards what each particle was heading for then, to be looked at and not to be used", async () => {
    const texts = () => page.locator("fk-card p").allTextContents();
    const newest = await texts();
    await scrubber().focus();
    await page.keyboard.press("Home");
    await eventually(() => page.locator("fk-card .masked").count()).toBeGreaterThan(0);
    expect(await page.locator("fk-card").count()).toBe(8);
    const insert = page.locator("fk-card").first().getByRole("button", { name: "Insert into editor" });
    await eventually(() => insert.getAttribute("title")).toMatch(/what it was at step 4/u);
    await page.locator("fk-card").first().focus();
    for (const key of ["Enter", "c"]) await page.keyboard.press(key);
    await scrubber().focus();
    await page.keyboard.press("End");
    await eventually(texts).toEqual(newest);
    const asked = await page.evaluate(() => window.harness.calls.map(({ method }) => method));
    expect(asked.filter((method) => /moment/u.test(method))).toHaveLength(1);
    expect(asked.filter((method) => /insert|copy/u.test(method))).toEqual([]);
  });

  it("shows kin in every view: of what is pointed at in the lineage among the cards, and of a card in the lineage", async () => {
    const kin = () => page.locator("fk-card[kin]").count();
    const numbers = page.locator("fk-card .number");
    expect(await numbers.first().textContent()).toMatch(/^#\d$/u);
    const box = (await stage().boundingBox())!;
    await page.mouse.move(box.x + 12, box.y + 12);
    await page.mouse.move(box.x + box.width - 8, box.y + 12);
    await eventually(kin).toBe(1);
    await page.mouse.move(box.x, box.y - 60);
    await eventually(kin).toBe(0);
    const before = await drawn();
    await page.locator("fk-card").nth(1).hover();
    const number = (await numbers.nth(1).textContent())!;
    await eventually(readout).toContain(`${number} at step 64`);
    expect(await drawn()).not.toBe(before);
  });

  it("marks the words that are new since the scored step before, there and while a run goes on", async () => {
    const news = () => page.locator("fk-card ins").allTextContents();
    await eventually(() => page.locator("fk-card").count()).toBeGreaterThan(0);
    expect(await news()).toEqual([]);
    await scrubber().focus();
    for (let press = 0; press < 5; press += 1) await page.keyboard.press("ArrowLeft");
    await eventually(news).not.toEqual([]);
    await page.getByText("new since the scored step before").waitFor();
    // Nothing is news at the first step.
    await page.keyboard.press("Home");
    await eventually(news).toEqual([]);
    await page.evaluate(() => window.harness.set({ run: undefined }));
    await page.locator("fk-empty").waitFor();
    await page.evaluate(() => window.harness.showStep(28));
    await page.locator("fk-card").first().waitFor();
    expect(await news()).toEqual([]);
    await page.evaluate(() => window.harness.showStep(36));
    await eventually(news).not.toEqual([]);
  });

  it("shows thumbnails while one goes through the steps, and whole pictures where one stays", async () => {
    await page.evaluate(() => window.harness.showImages(64));
    await page.locator("fk-card img").first().waitFor();
    await scrubber().focus();
    for (const key of ["Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    const asked = () =>
      page.evaluate(() =>
        window.harness.calls.filter(({ method }) => method === "panel/moment").map(({ params }) => params),
      );
    await eventually(asked).toEqual([{ step: 4 }, { step: 8 }, { step: 12 }, { step: 12, full: true }]);
  });

  it("says what the run was in one line, and takes its settings over, copies its command, repeats it", async () => {
    const line = page.locator("fk-run-line");
    await eventually(() => line.locator(".settings").textContent()).toBe(
      "fk-text-small · “Once upon a time” · cheerful + length × 0.500 · λ 40 · N 8 · 64 steps · seed 1 · cpu",
    );
    for (const name of ["Use these settings", "Copy as command", "Run again"])
      await line.getByRole("button", { name }).click();
    await eventually(() =>
      page.evaluate(() =>
        window.harness.calls.map(({ method }) => method).filter((method) => /use|copy|repeat/iu.test(method)),
      ),
    ).toEqual(["panel/useSettings", "panel/copyCommand", "panel/repeat"]);
  });

  it("has no form where a run from disk is shown in an editor", async () => {
    await page.evaluate(() => window.harness.set({ place: "editor" }));
    await eventually(() => page.locator("fk-form").count()).toBe(0);
    expect(await page.getByTitle("Run (Ctrl+Enter)").count()).toBe(0);
    await page.keyboard.press("Control+Enter");
    expect(await page.evaluate(() => window.harness.calls.some(({ method }) => method === "panel/run"))).toBe(false);
  });
});
