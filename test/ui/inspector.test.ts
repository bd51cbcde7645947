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

  it("shows cards at once in a low page, and its curves when they are asked for", async () => {
    await page.setViewportSize({ width: 1000, height: 576 });
    await page.reload();
    await page.evaluate(() => window.harness.showStep(64));
    const card = page.locator("fk-card").first();
    await eventually(async () => (await card.boundingBox())?.y ?? 576).toBeLessThan(520);
    expect(await page.locator("fk-curve").count()).toBe(0);
    await page.locator("fk-curves").getByRole("button", { name: "ESS" }).click();
    await eventually(() => page.locator("fk-curve").count()).toBe(1);
    // What is unfolded has a row of its own.
    await page.getByText("Run details").click();
    await eventually(async () => (await page.locator("fk-details").boundingBox())?.width ?? 0).toBeGreaterThan(600);
  });

  it("waits for votes by mouse and keys, takes them back, says which do not count, and colours by them when the run has gone on", async () => {
    await page.evaluate(() => window.harness.showPause(24));
    const bar = page.locator("fk-pause");
    const said = () => bar.getByRole("status").textContent();
    await bar.getByText("The run waits at step 24 of 64").waitFor();
    const card = (n: number) => page.locator("fk-card").nth(n);
    await card(0).focus();
    // One key after the other, faster than the page is told.
    for (const key of ["+", "+", "ArrowRight", "k", "-"]) await page.keyboard.press(key);
    await eventually(said).toBe("1 raised, 1 lowered, 1 killed of 3 votes");
    expect(await card(0).locator(".badge").textContent()).toBe("×4");
    await card(3).getByRole("button", { name: "Keep" }).click();
    await eventually(said).toBe("1 raised, 1 lowered, 1 killed, 1 kept of 4 votes");
    await card(0).focus();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("u");
    await eventually(said).toBe("1 raised, 1 killed of 2 votes");
    await scrubber().focus();
    await page.keyboard.press("Home");
    await bar.getByText("This is step 4: go to the newest step to vote.").waitFor();
    await card(2).focus();
    await page.keyboard.press("k");
    await page.getByText("Votes count at step 24, where the run waits; what was at step 4 has been").waitFor();
    await scrubber().focus();
    await page.keyboard.press("End");
    await card(1).and(page.locator("[vote=kill]")).focus();
    await page.keyboard.press("g");
    await bar.getByText("You voted at step 24.").waitFor();
    await page.locator("fk-inspector").getByText("vote", { exact: true }).click();
    await stage().focus();
    for (let at = 15; at >= 5; at -= 1) await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowDown");
    await eventually(readout).toMatch(/^#1 at step 24 · value .* · killed · /u);
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
    await page.locator("fk-why").getByRole("button", { name: "Close" }).press("Escape");
    await eventually(() => stage().evaluate((one) => one.matches(":focus"))).toBe(true);
    await page.getByTitle("The lineage as a table").click();
    const rows = page.locator("fk-lineage-table tbody tr");
    await eventually(() => rows.count()).toBe(8);
    await rows.nth(3).getByRole("button", { name: "#3" }).click();
    await page.getByRole("heading", { name: "Why #3 at step 60" }).waitFor();
  });

  const curves = () => page.locator("fk-curves");
  /** What is read of each curve that is shown. */
  const captions = () => curves().locator("figcaption").allTextContents();
  const shownSteps = () => curves().getByTitle("Show all steps (Escape)").allTextContents();
  const plot = () => page.locator("fk-curve").last();

  it("reads the curves by hovering and by keys, and goes to a step by a click", async () => {
    await eventually(() => plot().locator(".u-over").count()).toBe(1);
    expect((await captions()).map((text) => text.replaceAll(/\s+/gu, " ").trim())).toEqual([
      expect.stringMatching(/^ESS 3\.2 of 8$/u),
      expect.stringMatching(/^value best 0\.932 ?mean 0\.816$/u),
    ]);
    const box = (await plot().boundingBox())!;
    await page.mouse.move(box.x + 10 + ((box.width - 20) * 24) / 64, box.y + 20);
    await curves().locator(".heading").getByText("step 24").waitFor();
    expect((await captions())[0]).toMatch(/of 8, resampled/u);
    // The particle whose line is nearest is looked at in the lineage.
    await eventually(readout).toMatch(/^#\d at step 24 /u);
    await page.mouse.down();
    await page.mouse.up();
    await eventually(() => scrubber().getAttribute("aria-valuetext")).toBe("Step 24 of 64, resampled");
    await page.mouse.move(box.x, box.y - 300);
    await curves().locator(".stage").focus();
    for (const key of ["Home", "ArrowRight"]) await page.keyboard.press(key);
    await curves()
      .locator("[aria-live]")
      .filter({ hasText: /Step 8: ESS [\d.]+ of 8; value best/u })
      .waitFor({ state: "attached" });
    await page.keyboard.press("Enter");
    await eventually(() => scrubber().getAttribute("aria-valuetext")).toBe("Step 8 of 64");
  });

  it("shows a part of the steps that is brushed, in slider, lineage and curves alike, until Escape or a double click", async () => {
    const marks = () => page.locator("fk-scrubber .marks i:not([hidden])").count();
    const base = () =>
      page.locator("fk-lineage canvas.base").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const whole = await base();
    await eventually(() => plot().locator(".u-over").count()).toBe(1);
    const box = (await plot().boundingBox())!;
    const x = (step: number): number => box.x + 10 + ((box.width - 20) * step) / 64;
    const brush = async (): Promise<void> => {
      await page.mouse.move(x(16), box.y + 20);
      await page.mouse.down();
      await page.mouse.move(x(30), box.y + 25);
      await page.mouse.move(x(48), box.y + 30);
      await page.mouse.up();
    };
    await scrubber().focus();
    for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    await brush();
    await eventually(shownSteps).toEqual([expect.stringMatching(/steps 1[67]–4[78] ✕/u)]);
    // The click at the end of the stroke goes nowhere.
    expect(await scrubber().getAttribute("aria-valuetext")).toBe("Step 20 of 64");
    expect(await marks()).toBeLessThan(16);
    expect(await base()).not.toBe(whole);
    // What is clicked is what is seen there.
    const track = (await page.locator("fk-scrubber .track").boundingBox())!;
    await page.mouse.click(track.x + 10 + (track.width - 20) / 2, track.y + 12);
    await eventually(() => scrubber().getAttribute("aria-valuetext")).toBe("Step 32 of 64");
    await plot().dblclick({ position: { x: 100, y: 20 } });
    await eventually(shownSteps).toEqual([]);
    expect(await marks()).toBe(16);
    await curves().locator(".stage").focus();
    await page.keyboard.press("+");
    await eventually(shownSteps).toHaveLength(1);
    await curves().getByTitle("Show all steps (Escape)").press("Enter");
    await eventually(() =>
      curves()
        .locator(".stage")
        .evaluate((one) => one.matches(":focus")),
    ).toBe(true);
    await page.keyboard.press("+");
    await eventually(shownSteps).toHaveLength(1);
    // The part goes with the step that is shown.
    await scrubber().focus();
    await page.keyboard.press("End");
    await eventually(shownSteps).toEqual([expect.stringMatching(/–64 ✕/u)]);
    await curves().locator(".stage").focus();
    await page.keyboard.press("Escape");
    await eventually(shownSteps).toEqual([]);
    expect(await base()).toBe(whole);
  });

  it("draws no line that is too faint before the background, whatever colour a theme gives its charts", async () => {
    const inks = await page.evaluate(() =>
      (["vscode-light", "vscode-dark"] as const).map((kind) => {
        document.body.className = kind;
        document.documentElement.style.setProperty(
          "--vscode-charts-orange",
          kind === "vscode-light" ? "#f8c9ab80" : "#32200180",
        );
        const line = document.createElement("i");
        line.className = "orange";
        const within = document.querySelector("fk-panel")!.shadowRoot!.querySelector("fk-inspector")!.shadowRoot!;
        within.querySelector("fk-curves")!.shadowRoot!.append(line);
        line.style.color = "var(--hue)";
        const { color } = getComputedStyle(line);
        line.remove();
        return color;
      }),
    );
    // Opaque, and with a lightness that can be seen.
    expect(inks).toEqual([
      expect.stringMatching(/^oklch\(0\.65 [^/]*\)$/u),
      expect.stringMatching(/^oklch\(0\.65 [^/]*\)$/u),
    ]);
  });

  it("has curves of choice, a table of them, and a line for each of several prompts", async () => {
    await curves().getByRole("button", { name: "log Z" }).click();
    await eventually(() => page.locator("fk-curve").count()).toBe(3);
    for (const name of ["log Z", "value", "ESS"]) await curves().getByRole("button", { name }).click();
    // One always stays.
    await eventually(() => page.locator("fk-curve").count()).toBe(1);
    await curves().getByRole("button", { name: "table" }).click();
    const columns = await curves().locator("thead th").allTextContents();
    expect(columns).toEqual([
      ...["step", "resampled", "ESS", "log Z", "λ", "value, best", "value, mean"],
      ...["reward, best", "reward, mean"],
      ...["cheerful, best", "cheerful, mean", "length, best", "length, mean"],
    ]);
    await curves().getByTitle("Show step 12").click();
    await eventually(() => curves().locator("tr[aria-current=true] th").textContent()).toMatch(/12/u);
    await curves().getByRole("button", { name: "table" }).click();
    await page.evaluate(() => {
      window.harness.set({ form: { ...window.harness.state.form, otherPrompts: ["The king said", "A bear"] } });
      window.harness.showStep(64);
    });
    await eventually(() => curves().locator(".legend span").allTextContents()).toEqual([
      "“Once upon a time”",
      "“The king said”",
      "“A bear”",
    ]);
    await curves().getByLabel("Whose curves are shown").selectOption("“A bear”");
    await eventually(() => curves().locator(".legend").count()).toBe(0);
  });

  it("tells a text token by token: when each was written, how likely it was, and who of its family has it", async () => {
    const card = page.locator("fk-card").first();
    await card.focus();
    await page.keyboard.press("t");
    const tokens = page.locator("fk-tokens");
    const read = () => tokens.locator(".readout").textContent();
    await eventually(read).toMatch(/^\s*\d+ of \d+ tokens written; all 3 that descend from #0 share \d+ of them/u);
    expect((await tokens.locator("p").textContent())!.trim()).toMatch(/^there was a little girl.* all day\.$/u);
    await tokens.locator(".token").nth(4).hover();
    await eventually(read).toMatch(
      /^\s*“\S+”: written at step \d+ with a probability of [\d.]+ % · (all|\d of the) 3 /u,
    );
    const hovered = await read();
    await tokens.getByRole("application").focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Home");
    await eventually(read).not.toBe(hovered);
    for (let press = 0; press < 4; press += 1) await page.keyboard.press("ArrowRight");
    await eventually(read).toBe(hovered);
    const bars = () =>
      tokens.locator(".shaded").evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundSize));
    const bySteps = await bars();
    expect(new Set(bySteps).size).toBeGreaterThan(5);
    await tokens.getByRole("button", { name: "family" }).click();
    await eventually(bars).not.toEqual(bySteps);
    await tokens.getByText("all 3 have it").waitFor();
    // It goes with the step that the page shows, and back to its card when it is closed.
    await scrubber().focus();
    for (let press = 0; press < 9; press += 1) await page.keyboard.press("ArrowLeft");
    await tokens.getByRole("heading", { name: "Tokens of #0 at step 28" }).waitFor();
    expect(await tokens.locator(".masked").count()).toBeGreaterThan(0);
    await tokens.getByRole("application").focus();
    await page.keyboard.press("Escape");
    await eventually(() => tokens.count()).toBe(0);
    await eventually(() => card.evaluate((one) => one.matches(":focus"))).toBe(true);
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
    // Whatever the form has been made to say since: it is this run with another λ.
    await page.evaluate(() => {
      const { form } = window.harness.state;
      window.harness.set({ form: { ...form, prompt: "Another prompt" } });
    });
    await page.getByRole("button", { name: "Hide the form" }).click();
    await finding.getByRole("button", { name: "Try λ = 20" }).click();
    await eventually(() => page.evaluate(() => window.harness.state.form)).toMatchObject({
      strength: 20,
      prompt: "Once upon a time",
    });
    await page.locator("fk-form").waitFor();
    const isAt = (field: string) =>
      page.locator(`fk-form [data-field="${field}"]`).evaluate((one) => one.matches(":focus-within"));
    await eventually(() => isAt("strength")).toBe(true);
    // Also one that is folded away.
    await page.getByRole("button", { name: "Use 16 draws" }).click();
    await eventually(() => isAt("draws")).toBe(true);
    await page.locator('fk-form [data-field="draws"]').waitFor();
  });

  it("shows what cannot be asked of a run under way as off", async () => {
    await page.evaluate(() => {
      const { run } = window.harness.state;
      if (run !== undefined) window.harness.set({ run: { ...run, status: "running" } });
    });
    const colourOf = (name: string): Promise<string> =>
      page
        .locator("fk-run-line")
        .getByRole("button", { name })
        .evaluate((button) => getComputedStyle(button).color);
    await page.locator("fk-run-line").getByRole("button", { name: "Export…", disabled: true }).waitFor();
    const [asked, exported, repeated] = [
      await colourOf("Run again"),
      await colourOf("Export…"),
      await colourOf("Repeat"),
    ];
    expect(exported).not.toBe(asked);
    expect(repeated).toBe(exported);
  });

  it("shows where branches begin, lists them beside why, and begins one there", async () => {
    await page.evaluate(() =>
      window.harness.set({ branches: [{ run: "/b.fkrun", step: 24, particle: 2, label: "#2 at step 24 · best 0.8" }] }),
    );
    await stage().focus();
    const keys = ["Home", "Home", ...Array.from({ length: 5 }, () => "ArrowRight"), "ArrowDown", "ArrowDown"];
    for (const key of keys) await page.keyboard.press(key);
    await eventually(readout).toMatch(/^#2 at step 24 .* · 1 branch from here$/u);
    await page.keyboard.press("Enter");
    const last = () => page.evaluate(() => window.harness.calls.at(-1));
    const why = page.locator("fk-why");
    await why.getByRole("button", { name: "#2 at step 24 · best 0.8" }).click();
    await eventually(last).toEqual({ method: "panel/open", params: { what: "run", path: "/b.fkrun" } });
    await why.getByRole("button", { name: "Branch from here" }).click();
    await eventually(last).toEqual({ method: "panel/branch", params: { particle: 2, step: 24 } });
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
    await explorer.getByRole("combobox", { name: "Holdout reward" }).selectOption("sentiment-lexicon");
    await eventually(() => page.evaluate(() => window.harness.calls.at(-1))).toEqual({
      method: "panel/judge",
      params: { reward: "sentiment-lexicon" },
    });
    await page.evaluate(() => {
      const scores = [0, 0, 0, 0, 0, 0, 0.5, 0];
      window.harness.set({ holdout: { reward: "sentiment-lexicon", isRunning: false, scores } });
    });
    await eventually(figures).toMatch(/holdout sentiment-lexicon\s+0\.\d+[\s\S]*two draws differ/u);
    await page.screenshot({ path: "test-results/strengths.png" });
    await run.click();
    await eventually(() => page.evaluate(() => window.harness.calls.at(-1))).toMatchObject({
      method: "panel/repeatAt",
      params: { strength: expect.any(Number) },
    });
  });

  it("goes on with a finished run for a time, until a reward or until its mean is known, and has the best of all its iterations", async () => {
    await page.evaluate(() => {
      const { run } = window.harness.state;
      if (run === undefined) return;
      const [first, ...rest] = run.particles;
      const best = { iteration: 3, particle: { ...first!, reward: 0.875, index: 2 } };
      const until = { kind: "reward", reward: 0.9 } as const;
      const went = { first: 1, iterations: 7, until, ending: "no-better", forwardPasses: 900, seconds: 12 } as const;
      const particles = [first!, ...rest].map((one, n) => ({ ...one, reward: n / 16 }));
      window.harness.set({ run: { ...run, status: "done", particles, bestBefore: best, goneOn: [went] } });
    });
    const goOn = page.locator("fk-go-on");
    const last = () => page.evaluate(() => window.harness.calls.at(-1));
    await eventually(() => goOn.locator("p.quiet").allTextContents()).toContainEqual(
      "Went on until a reward of 0.900 or more: 7 iterations (1 to 7), 900 forward passes, 12 s; it got no better any more.",
    );
    await goOn.getByText("Go on…").click();
    await goOn.getByRole("button", { name: "Go on", exact: true }).click();
    await eventually(last).toEqual({ method: "panel/goOn", params: { kind: "seconds", seconds: 120 } });
    const reward = goOn.getByRole("spinbutton", { name: "until a reward of … or more" });
    expect(Number(await reward.inputValue())).toBeGreaterThan(0.875);
    await reward.fill("0.95");
    await goOn.getByRole("button", { name: "Go on", exact: true }).click();
    await eventually(last).toEqual({ method: "panel/goOn", params: { kind: "reward", reward: 0.95 } });
    await goOn.getByRole("spinbutton", { name: /^until the mean reward is known/ }).fill("0");
    const refused = goOn.getByRole("button", { name: "Go on", exact: true });
    expect([await refused.getAttribute("aria-disabled"), await refused.getAttribute("title")]).toEqual([
      "true",
      "It must be above 0",
    ]);
    await page.screenshot({ path: "test-results/go-on.png" });
    await goOn.getByRole("button", { name: "Insert" }).click();
    await eventually(last).toEqual({ method: "panel/insert", params: { particle: 2, isBest: true } });
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
