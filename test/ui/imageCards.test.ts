/** What cards of images do, and two of them side by side: the page alone in a real browser. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { usePanelPage } from "../support/usePanelPage.ts";

describe("cards of images", () => {
  const panelPage = usePanelPage();
  let page: Page;
  beforeEach(async () => {
    page = panelPage();
    await page.evaluate(() => window.harness.showImages(64));
    await cards().first().waitFor();
  });

  const cards = () => page.locator("fk-card");
  const button = (name: RegExp, card = 0) => cards().nth(card).getByRole("button", { name });
  const side = () => page.locator("fk-side");
  const slider = () => side().getByRole("slider");
  const asked = () =>
    page.evaluate(() =>
      window.harness.calls.map(({ method }) => method).filter((method) => /show|save|copy/u.test(method)),
    );

  it("open and save what a run has come to, by button and by key", async () => {
    await button(/^Open/).click();
    await button(/^Save/).click();
    await cards().first().focus();
    await page.keyboard.press("s");
    await page.keyboard.press("Enter");
    await expect.poll(asked).toEqual(["panel/show", "panel/save", "panel/save", "panel/show"]);
  });

  it("do not save a guess: while a run goes on, or has ended before its end, they say why", async () => {
    await page.evaluate(() => window.harness.showImages(32));
    const save = button(/^Save/);
    await expect.poll(() => save.getAttribute("title")).toMatch(/goes on.* guesses/u);
    await save.click({ force: true });
    await cards().first().focus();
    await page.keyboard.press("s");
    await page.keyboard.press("Enter");
    await page.evaluate(() => window.harness.set({ run: { ...window.harness.state.run!, status: "stopped" } }));
    await expect.poll(() => save.getAttribute("title")).toMatch(/ended at step 32 of 64/u);
    await save.click({ force: true });
    expect(await asked()).toEqual([]);
  });

  it("have a strip above them that shows where all particles are heading, while the run goes on", async () => {
    const strip = page.locator("fk-previews img");
    expect(await strip.count()).toBe(0);
    await page.evaluate(() => window.harness.showImages(32));
    await expect.poll(() => strip.count()).toBe(8);
    await page.evaluate(() => window.harness.showImages(64));
    await expect.poll(() => strip.count()).toBe(0);
  });

  it("copy the image itself, which a paste then has", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await cards().first().focus();
    await page.keyboard.press("c");
    await expect.poll(() => button(/^Copied/).count()).toBe(1);
    const pasted = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const bitmap = await createImageBitmap(await item!.getType("image/png"));
      return [bitmap.width, bitmap.height];
    });
    const shown = await cards()
      .first()
      .locator("img")
      .evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    expect(pasted).toEqual(shown);
    expect(await asked()).toEqual([]);
  });

  it("say so where the browser lets nothing be copied", async () => {
    await page.evaluate(() => {
      navigator.clipboard.write = () => Promise.reject(new Error("Write permission denied."));
    });
    await button(/^Copy/).click();
    await page.getByText(/was not copied: Write permission denied. Save it to a file/u).waitFor();
  });

  it("are seen side by side, also with a line that the arrow keys move", async () => {
    await button(/^Compare/, 0).click();
    await page.getByText("Pin another particle").waitFor();
    await cards().nth(1).focus();
    await page.keyboard.press("x");
    await expect.poll(() => side().locator("figure").count()).toBe(2);
    await side().getByRole("button", { name: "slider" }).click();
    await slider().waitFor();
    expect(await button(/^Compare no more/, 1).getAttribute("aria-pressed")).toBe("true");
    const cut = () =>
      side()
        .locator("img.over")
        .evaluate((image) => getComputedStyle(image).clipPath);
    expect(await cut()).toMatch(/inset\(0(px)? calc\(50%\)|inset\(0(px)? 50%/u);
    await slider().focus();
    for (let press = 0; press < 10; press += 1) await page.keyboard.press("ArrowRight");
    expect(await slider().inputValue()).toBe("0.6");
    expect(await cut()).toMatch(/40%/u);
    // A drag anywhere on the image moves it, too.
    const box = (await side().locator(".stage").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 3, { steps: 4 });
    await page.mouse.up();
    expect(Number(await slider().inputValue())).toBeCloseTo(0.2, 1);
    await page.keyboard.press("Escape");
    await expect.poll(() => side().count()).toBe(0);
    expect(
      await cards()
        .nth(1)
        .evaluate((card) => card.matches(":focus")),
    ).toBe(true);
  });

  it("are zoomed and moved as one, and blink", async () => {
    await button(/^Compare/, 0).click();
    await button(/^Compare/, 1).click();
    const images = side().locator(".images");
    await images.focus();
    for (const key of ["+", "+", "ArrowRight"]) await page.keyboard.press(key);
    const seen = () => images.locator("img").evaluateAll((all) => all.map((image) => image.style.transform));
    await expect.poll(seen).toEqual(Array(2).fill(expect.stringMatching(/^scale\(1\.5625\) translate\(-/u)));
    await side().getByRole("button", { name: "blink" }).click();
    const shown = () => images.locator("figcaption").textContent();
    const first = await shown();
    await expect.poll(shown).not.toBe(first);
    expect(await images.locator("figure").count()).toBe(1);
  });

  it("are held against each other pixel by pixel", async () => {
    await button(/^Compare/, 0).click();
    await button(/^Compare/, 1).click();
    await side().getByRole("button", { name: "difference" }).click();
    const said = side().locator("fk-difference [role=status]");
    await expect.poll(() => said.textContent()).toMatch(/^\d+ % of the pixels differ, by at most \d+ of 255/u);
    const largest = Number(/(\d+) of 255/u.exec((await said.textContent())!)![1]);
    const drawn = side().getByRole("img", { name: /^Where #\d and #\d differ$/u });
    const pixels = await drawn.evaluate((canvas: HTMLCanvasElement) => [
      ...canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data,
    ]);
    expect(largest).toBeGreaterThan(0);
    expect(Math.max(...pixels.filter((_, i) => i % 4 === 0))).toBe(255);
    // Of a third one there is no such picture.
    await page.evaluate(() => {
      const { run, pins } = window.harness.state;
      window.harness.set({ pins: [...pins, { ...pins[0]!, particle: run!.particles[5]! }] });
    });
    await expect.poll(() => side().getByRole("button", { name: "difference" }).count()).toBe(0);
    await expect.poll(() => side().locator("figure").count()).toBe(3);
    // Nor of one whose picture is gone.
    await page.evaluate(() => {
      const { run, pins } = window.harness.state;
      const gone = pins[1]!.particle.index;
      const particles = run!.particles.map((one) => (one.index === gone ? ({ ...one, png: "" } as typeof one) : one));
      window.harness.set({ pins: pins.slice(0, 2), run: { ...run!, particles } });
    });
    await side()
      .getByText(/^The picture of #\d is missing or damaged\.$/u)
      .waitFor();
    expect(await side().getByRole("button", { name: "difference" }).count()).toBe(0);
    expect(await side().locator("img").count()).toBe(1);
  });
});
