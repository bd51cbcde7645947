/** What the form's Advanced part asks for, and how several prompts and refinements look: the page alone in a real browser. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { PanelState } from "../../src/protocol/panel.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";
import { twinKey } from "../../src/protocol/unsteered.ts";
import { usePanelPage } from "../support/usePanelPage.ts";

describe("the panel's choices", () => {
  const panelPage = usePanelPage();
  let page: Page;
  beforeEach(() => {
    page = panelPage();
  });

  const choose = async (label: string, option: string): Promise<void> => {
    const dropdown = page.locator(`fk-dropdown[label="${label}"]`);
    await dropdown.click();
    await dropdown.getByRole("option", { name: option, exact: true }).click();
  };
  const number = (label: string) => page.locator(`fk-number[label="${label}"] input`);
  const list = (label: string) => page.locator(`fk-numbers[label="${label}"] input`);
  const asked = async (): Promise<RunRequest[]> =>
    page.evaluate(() =>
      window.harness.calls.filter(({ method }) => method === "panel/run").map(({ params }) => params as RunRequest),
    );
  const run = () => page.keyboard.press("Control+Enter");
  const setState = (patch: Partial<PanelState>) => page.evaluate((change) => window.harness.set(change), patch);

  it("shows the fields of what is chosen, and asks for it", async () => {
    await page.getByText("Advanced").click();
    expect(await number("Score every").count()).toBe(1);
    await choose("Score at", "fractions");
    expect(await number("Score every").count()).toBe(0);
    await list("Fractions").fill("0.5, 0.9");
    await choose("Tempering", "adaptive");
    await number("Keep ESS at").fill("0.8");
    await choose("Reveal text", "blocks");
    await number("Block size").fill("8");
    await choose("Within it", "surest first");
    await choose("Long context", "cut");
    await number("Standardise").fill("16");
    const told = () => page.evaluate(() => window.harness.state.form.pause);
    await choose("Pause", "at resampling");
    await expect.poll(told).toBe("resampling");
    await choose("Pause", "never");
    await expect.poll(told).toBeUndefined();
    await choose("Pause", "at every scored step");
    await run();
    await expect.poll(asked).toHaveLength(1);
    const [request] = await asked();
    expect(request).toMatchObject({
      schedule: { kind: "fractions", fractions: [0.5, 0.9] },
      tempering: { kind: "adaptive", essFraction: 0.8 },
      proposal: { kind: "blocks", size: 8, within: "confidence" },
      truncateContext: "nearest",
      standardise: 16,
      pause: "scored",
    });
  });

  it("has the prompt and the rewards of each kind of model again, and a new seed each run or a fixed one", async () => {
    const prompt = page.getByRole("textbox", { name: "Prompt", exact: true });
    const seed = page.locator('[data-field="seed"]');
    const weights = () => page.locator('fk-reward [data-field="weight"] input').evaluateAll(valuesOf);
    await prompt.fill("The king");
    const before = await weights();
    await choose("Model", "Emoji scenes (32 × 32)");
    await expect.poll(() => page.locator("fk-reward").count()).toBe(1);
    await prompt.fill("two cats");
    await choose("Model", "FK Text small (64 tokens)");
    await expect.poll(() => prompt.inputValue()).toBe("The king");
    await expect.poll(weights).toEqual(before);
    await choose("Model", "Emoji scenes (32 × 32)");
    await expect.poll(() => prompt.inputValue()).toBe("two cats");
    await number("Seed").fill("5");
    await seed.getByRole("button", { name: "New seed each run" }).press("Enter");
    await expect.poll(() => number("Seed").inputValue()).toBe("");
    await run();
    await expect.poll(async () => (await asked()).map(({ seed: one }) => one)).toEqual([undefined]);
    await page.getByRole("button", { name: "Show the form" }).click();
    await seed.getByRole("button", { name: "Fix" }).press("Enter");
    await expect.poll(() => number("Seed").inputValue()).toMatch(/^\d+$/u);
    // The button that was pressed is another now.
    await expect.poll(() => number("Seed").evaluate((one) => one.matches(":focus"))).toBe(true);
  });

  it("goes to a prompt that was added, not to what takes it out, and stays in the form where a reward is taken out", async () => {
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.getAttribute("aria-label") ?? "";
      });
    await page.getByRole("button", { name: "Add prompt" }).press("Enter");
    await expect.poll(focused).toBe("Prompt 2");
    await page.getByRole("button", { name: "Remove reward 2" }).press("Enter");
    await expect.poll(focused).toBe("Reward 1");
  });

  it("asks for what is known of the model", async () => {
    await page.getByRole("button", { name: "What is known of it…" }).press("Enter");
    const opened = () =>
      page.evaluate(() =>
        window.harness.calls.filter(({ method }) => method === "panel/open").map(({ params }) => params),
      );
    await expect.poll(opened).toEqual([{ what: "model", path: expect.any(String) as string }]);
  });

  it("sets what a preset says, its islands sharing the particles, and knows settings that are no preset's", async () => {
    const preset = page.locator('fk-dropdown[label="Preset"]');
    const chosen = () =>
      preset.locator("vscode-dropdown").evaluate((one) => (one as HTMLElement & { value: string }).value);
    expect(await chosen()).toBe("paper");
    await choose("Preset", "Balanced");
    expect(await number("Particles").inputValue()).toBe("8");
    await page.locator('[data-field="particles"]').getByText("4 islands", { exact: true }).waitFor();
    await choose("Preset", "Strongest");
    expect(await number("Particles").inputValue()).toBe("8");
    await number("Strength λ").fill("7");
    await expect.poll(chosen).toBe("own");
    await choose("Preset", "Balanced");
    // Divided anew, by way of what is typed first.
    await number("Particles").fill("1");
    await number("Particles").fill("12");
    await expect.poll(chosen).toBe("balanced");
    await number("Particles").fill("8");
    await run();
    await expect.poll(asked).toHaveLength(1);
    expect((await asked())[0]).toMatchObject({ islands: 4, particles: 2, strength: 40, candidates: 4 });
    // Together they come to one estimate and one draw; in lineage and cards each is a band of its own.
    const whole = page.locator("p.whole");
    await whole.waitFor();
    expect(await whole.innerText()).toMatch(/^All 4 islands: log Z 7\.25\d*, and the draw is of island 2$/u);
    expect(await page.locator(".island .heading").allInnerTexts()).toEqual(
      [1, 2, 3, 4].map(
        (island) => expect.stringMatching(new RegExp(`^Island ${island}\\s+counts 25 %`, "u")) as string,
      ),
    );
    expect(await page.locator("fk-particles").count()).toBe(4);
    await expect.poll(() => page.locator("fk-card .badge", { hasText: "draw" }).count()).toBe(1);
    // The keys go from band to band, and no further than the last.
    const focused = () =>
      page.locator("fk-particles").evaluateAll((grids) =>
        grids.map((grid) => {
          const cards = [...(grid.shadowRoot?.querySelectorAll("fk-card") ?? [])];
          return cards.findIndex((card) => card.matches(":focus"));
        }),
      );
    const cards = await page.locator("fk-particles").first().locator("fk-card").count();
    await page.locator("fk-particles").first().locator("fk-card").last().focus();
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toEqual([-1, 0, -1, -1]);
    await page.keyboard.press("ArrowLeft");
    expect(await focused()).toEqual([cards - 1, -1, -1, -1]);
    for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowDown");
    for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowDown");
    expect(await focused()).toEqual([-1, -1, -1, expect.any(Number)]);
    expect((await focused())[3]).toBeGreaterThanOrEqual(0);
  });

  it("says how much λ is in units of the reward's own spread, once the request has run unsteered", async () => {
    const strength = page.locator('[data-field="strength"]');
    await strength.getByRole("button", { name: "Run unsteered" }).click();
    const twins = async (): Promise<RunRequest[]> =>
      page.evaluate(() =>
        window.harness.calls
          .filter(({ method }) => method === "panel/unsteered")
          .map(({ params }) => params as RunRequest),
      );
    await expect.poll(twins).toHaveLength(1);
    const [request] = await twins();
    await setState({ spreads: { [twinKey(request!)]: { spread: 0.15, particles: 8 } } });
    await strength.getByText("6 σ").waitFor();
    await number("Strength λ").fill("10");
    await strength.getByText("1.5 σ").waitFor();
    await choose("Preset", "Varied");
    await strength.getByText("6 σ").waitFor();
    // Another prompt has another spread.
    await page.getByRole("textbox", { name: "Prompt", exact: true }).fill("The king");
    await strength.getByRole("button", { name: "Run unsteered" }).waitFor();
  });

  it("says what is wrong with a number of a choice, at its field, and goes there", async () => {
    await page.getByText("Advanced").click();
    await choose("Score at", "listed steps");
    await list("Scored steps").fill("8, eight");
    await run();
    const field = page.locator('[data-field="schedule.steps"]');
    await field.getByText("Must be a number.").waitFor();
    expect(await asked()).toEqual([]);
    await list("Scored steps").fill("");
    await run();
    await field.getByText("Must name a step.").waitFor();
    await list("Scored steps").fill("8, 16");
    await run();
    await expect
      .poll(async () => (await asked()).map(({ schedule }) => schedule))
      .toEqual([{ kind: "steps", steps: [8, 16] }]);
  });

  it("asks for a target that is made of several prompts", async () => {
    const text = (name: string) => page.getByRole("textbox", { name, exact: true });
    await page.getByText("Advanced").click();
    await choose("Target", "exact guidance");
    await text("Away from").fill("A bird");
    await choose("Target", "a product");
    await text("Other prompt 1").fill("A dog");
    await page.getByText("Add other prompt").click();
    await text("Other prompt 2").fill("A cat");
    await page.getByRole("button", { name: "Remove other prompt 1" }).click();
    expect(await page.getByRole("button", { name: "Remove other prompt 1" }).count()).toBe(0);
    await list("Exponents").fill("0.5, much");
    await run();
    await page.locator('[data-field="composition.exponents"]').getByText("Number 2 must be a number.").waitFor();
    await list("Exponents").fill("0.5, 0.4");
    await run();
    const product = { kind: "product", prompts: ["A cat"], exponents: [0.5, 0.4], share: 1 };
    await expect.poll(async () => (await asked()).map(({ composition }) => composition)).toEqual([product]);
    await page.getByRole("button", { name: "Show the form" }).click();
    await choose("Target", "exact guidance");
    expect(await text("Away from").inputValue()).toBe("A bird");
    // Two models: one of those that write texts.
    await choose("Target", "two models");
    await run();
    await page.locator('[data-field="composition.model"]').getByText("Must name a model.").waitFor();
    await choose("Other model", "bert-tiny-mlm (128 tokens)");
    await run();
    const models = { kind: "models", model: "bert-tiny-mlm", exponents: [], share: 1 };
    await expect.poll(async () => (await asked()).map(({ composition }) => composition).at(-1)).toEqual(models);
  });

  it("runs several prompts side by side, each with its curve and its cards", async () => {
    await page.getByText("Add prompt").click();
    const second = page.getByRole("textbox", { name: "Prompt 2", exact: true });
    await second.fill("The king said");
    await run();
    await page
      .getByText(/^Done in/)
      .first()
      .waitFor();
    expect(await page.locator(".prompt h2").allTextContents()).toEqual(["“Once upon a time”", "“The king said”"]);
    expect(await page.locator("fk-curves .legend span").count()).toBe(2);
    for (const [index, text] of ["Once upon a time", "The king said"].entries()) {
      const cards = await page.locator("fk-particles").nth(index).locator("fk-card p").allTextContents();
      expect(cards.length).toBeGreaterThan(0);
      for (const card of cards) expect(card.startsWith(text)).toBe(true);
    }
    await page.getByRole("button", { name: "Show the form" }).click();
    await page.getByRole("button", { name: "Remove prompt 2" }).click();
    expect(await second.count()).toBe(0);
  });

  it("shows what refining came to, and refines only what can be", async () => {
    await page.evaluate(() => window.harness.showStep(64));
    const refine = page.locator("fk-card").first().getByRole("button", { name: "Refine" });
    await refine.click();
    const calls = () => page.evaluate(() => window.harness.calls.filter(({ method }) => method === "panel/refine"));
    await expect.poll(calls).toHaveLength(1);
    const shown = await page.evaluate(() => window.harness.state.run);
    const figures = { logZ: 5.25, meanReward: 0.5, bestReward: 0.75, keptReward: 0.5 };
    const iterations = [0, 1].map((iteration) => ({ iteration, ...figures, logZ: 5.25 + iteration }));
    await setState({ run: { ...shown!, iterations } });
    await expect.poll(() => page.locator("fk-iterations tbody tr").allTextContents()).toHaveLength(2);
    expect(await page.locator("fk-iterations figure path").count()).toBe(4);
    expect(await refine.getAttribute("aria-disabled")).toBe("true");
    // It does not count as enabled, yet a click reaches it.
    await refine.click({ force: true });
    expect(await calls()).toHaveLength(1);
  });

  it("shows images, to open and to save, and asks for what an image model can do", async () => {
    await choose("Model", "Emoji scenes (32 × 32)");
    await expect.poll(() => number("Steps").inputValue()).toBe("50");
    expect(await page.locator("fk-reward fk-dropdown").first().getAttribute("value")).toBe("builtin:brightness");
    await page.getByText("Advanced").click();
    await page.getByRole("textbox", { name: "Negative prompt" }).fill("a cat");
    await number("Width").fill("64");
    await number("Guidance").fill("4.5");
    await choose("Sampler", "Euler ancestral");
    expect(await number("Draws").count()).toBe(0);
    await run();
    await expect.poll(asked).toHaveLength(1);
    const [request] = await asked();
    expect(request).toMatchObject({
      model: "emoji-scenes",
      steps: 50,
      negativePrompt: "a cat",
      width: 64,
      guidance: 4.5,
      sampler: { kind: "euler-ancestral" },
      rewards: [{ source: { kind: "builtin", name: "brightness" } }],
    });

    await page
      .getByText(/^Done in/)
      .first()
      .waitFor();
    await page.evaluate(() => window.harness.showImages(50));
    const cards = page.locator("fk-card");
    const loaded = (image: Element): boolean => (image as HTMLImageElement).naturalWidth > 0;
    // Two pictures among them: equal ones are one card.
    await expect.poll(() => cards.locator("img").count()).toBe(2);
    expect(await cards.locator("img").first().evaluate(loaded)).toBe(true);
    expect(await page.getByText("8, 2 distinct images").count()).toBe(1);
    await cards.first().getByRole("button", { name: "Open" }).click();
    await cards.first().getByRole("button", { name: "Save" }).click();
    const told = () =>
      page.evaluate(() =>
        window.harness.calls.map(({ method }) => method).filter((method) => /show|save/u.test(method)),
      );
    await expect.poll(told).toEqual(["panel/show", "panel/save"]);
  });
});

/** Runs in the page. */
function valuesOf(inputs: readonly Element[]): string[] {
  return inputs.map((input) => (input as HTMLInputElement).value);
}
