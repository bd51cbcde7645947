/**
 * `node test/support/panelScreenshots.mjs [NAME…]`: pictures of the page in its states and themes, in test-results/panel/.
 * Under Node 24. Not part of what ships.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launchChromium } from "./chromium.mjs";
import { buildPanelPage, openPanelPage } from "./panelPage.ts";

const out = join(import.meta.dirname, "../../test-results/panel");

const refinedIterations = [
  { iteration: 0, logZ: 5.2, meanReward: 0.31, bestReward: 0.61, keptReward: 0.61 },
  { iteration: 1, logZ: 6.1, meanReward: 0.48, bestReward: 0.66, keptReward: 0.52 },
  { iteration: 2, logZ: 6.4, meanReward: 0.51, bestReward: 0.74, keptReward: 0.74 },
  { iteration: 3, logZ: 6.2, meanReward: 0.57, bestReward: 0.93, keptReward: 0.66 },
];

/** What to do in the page, by the picture's name; `options` are those of openPanelPage. */
const shots = {
  empty: {},
  "empty-light": { options: { theme: "light" } },
  loading: { act: (p) => patchRun(p, 0, { status: "loading", message: "Loading fk-text-small." }) },
  running: { act: (p) => step(p, 30) },
  "running-narrow": { options: { width: 380 }, act: (p) => step(p, 30) },
  "running-wide": { options: { width: 1200, height: 760 }, act: (p) => step(p, 42) },
  "running-light": { options: { theme: "light" }, act: (p) => step(p, 30) },
  "running-hc-black": { options: { theme: "hc-black" }, act: (p) => step(p, 30) },
  "running-hc-light": { options: { theme: "hc-light" }, act: (p) => step(p, 30) },
  "running-forced": { options: { theme: "hc-black", forcedColors: "active" }, act: (p) => step(p, 30) },
  done: { act: (p) => step(p, 64) },
  "done-folded-form": {
    act: async (p) => {
      await step(p, 64);
      await p.getByRole("button", { name: "Hide the form" }).click();
    },
  },
  "done-wide-light": { options: { theme: "light", width: 1200, height: 760 }, act: (p) => step(p, 64) },
  "pause-none": { options: { width: 900, height: 1100 }, act: (p) => p.evaluate(() => window.harness.showPause(24)) },
  islands: { options: { width: 900, height: 1300 }, act: islands },
  "islands-wide-light": { options: { theme: "light", width: 1500, height: 1000 }, act: islands },
  "islands-narrow": { options: { width: 420, height: 1400 }, act: islands },
  pause: { options: { width: 900, height: 1100 }, act: votes },
  "pause-hc-light": { options: { theme: "hc-light", width: 900, height: 1100 }, act: votes },
  "pause-narrow-light": { options: { theme: "light", width: 400, height: 1200 }, act: votes },
  "pause-gone-on": {
    options: { width: 900, height: 1100 },
    act: async (p) => {
      await votes(p);
      await p.locator("fk-pause").getByText("Go on").click();
      await p.locator("fk-inspector").getByText("vote", { exact: true }).click();
    },
  },
  "images-pair": { options: { width: 900 }, act: pairOfImages },
  "texts-side": { options: { width: 900 }, act: pairOfTexts },
  "images-pair-hc-light": { options: { theme: "hc-light" }, act: pairOfImages },
  advanced: {
    act: async (p) => {
      await p.getByText("Advanced").click();
      await p.getByText("Add reward").click();
    },
  },
  "advanced-choices": {
    options: { width: 1200, height: 900 },
    act: async (p) => {
      await p.getByText("Advanced").click();
      await p.getByText("Add prompt").click();
      await patchForm(p, {
        schedule: { kind: "fractions", fractions: [0.25, 0.5, 0.75] },
        tempering: { kind: "adaptive", essFraction: 0.7 },
        proposal: { kind: "blocks", size: 16, within: "confidence", orderTemperature: 0.5 },
        otherPrompts: ["The king said"],
      });
    },
  },
  "two-prompts": {
    options: { width: 1200, height: 900 },
    act: async (p) => {
      await patchForm(p, { otherPrompts: ["The king said"] });
      await step(p, 64);
    },
  },
  images: {
    options: { width: 1000, height: 800 },
    act: (p) => p.evaluate(() => window.harness.showImages(40)),
  },
  refined: {
    options: { height: 1000 },
    act: (p) =>
      patchRun(p, 64, {
        pass: { kind: "refinement", number: 4, count: 4 },
        scales: [
          { mean: 0.21, scale: 0.14 },
          { mean: -0.1, scale: 0.05 },
        ],
        iterations: refinedIterations,
      }),
  },
  "refined-hc-black": {
    options: { theme: "hc-black" },
    act: (p) => patchRun(p, 64, { iterations: refinedIterations }),
  },
  dropdown: { act: (p) => p.locator("fk-reward fk-dropdown").first().click() },
  "field-error": {
    act: async (p) => {
      await p.locator("fk-number[label=Particles] input").fill("0");
      await p.keyboard.press("Control+Enter");
    },
  },
  failed: {
    act: (p) =>
      patchRun(p, 20, {
        status: "failed",
        message:
          "The reward cheerful.reward.ts threw at line 7: Cannot read properties of undefined (reading 'length'). Mend it and run again.",
      }),
  },
  notices: {
    act: async (p) => {
      await patchRun(p, 20, {
        sandboxed: false,
        warnings: [
          "The prompt has 41 tokens, so 23 are left to write.",
          "ESS fell to 1.0 at step 12: raise particles or lower λ.",
        ],
      });
      await p.evaluate(() => window.harness.set({ trusted: false, insertsInto: undefined }));
    },
  },
  hard: {
    act: async (p) => {
      await p.getByRole("button", { name: "Hide the form" }).click();
      await p.evaluate(() => {
        window.harness.showStep(64);
        const { run } = window.harness.state;
        const particles = run.particles.map((one) =>
          one.reward < 0.3 || one.index === 3 ? { ...one, reward: -Infinity, weight: 0 } : one,
        );
        window.harness.set({ run: { ...run, particles } });
      });
    },
  },
  many: {
    act: async (p) => {
      await p.evaluate(() => {
        window.harness.state = { ...window.harness.state, form: { ...window.harness.state.form, particles: 4096 } };
        window.harness.showStep(64);
      });
      await p.getByText("more of").scrollIntoViewIfNeeded();
    },
  },
  details: {
    options: { width: 900 },
    act: async (p) => {
      await step(p, 64);
      await p.getByText("Run details").click();
      await p.locator("fk-curve").last().hover();
    },
  },
  ...looks(),
  focus: {
    act: async (p) => {
      await step(p, 64);
      await p.locator("fk-card").first().focus();
      await p.keyboard.press("ArrowRight");
    },
  },
};

/** A run that ended, as texts and as images, in every theme, at the widths of a wide screen, a laptop and a side bar: `look-text-dark-1440`. */
function looks() {
  const each = [];
  for (const modality of ["text", "images"]) {
    for (const theme of ["dark", "light", "hc-black", "hc-light"]) {
      for (const width of [1440, 1000, 380]) {
        const act = async (p) => {
          await p.evaluate(
            ([kind, isWide]) => {
              const { form } = window.harness.state;
              window.harness.set({ place: isWide ? "editor" : "panel", form: { ...form, particles: 12 } });
              if (kind === "text") window.harness.showStep(64);
              else window.harness.showImages(64);
              const { run } = window.harness.state;
              const twin = { ...run.specification, strength: 0, seed: 2 };
              const pin = (n, own) => ({
                run: own ? run.id : "/runs/unsteered.fkrun",
                specification: own ? run.specification : twin,
                particle: run.particles[n],
              });
              window.harness.set({ pins: [pin(0, true), pin(5, false)] });
            },
            [modality, width > 1000],
          );
          await p.locator("fk-side table").waitFor();
        };
        each.push([`look-${modality}-${theme}-${width}`, { options: { theme, width, height: 1100 }, act }]);
      }
    }
  }
  return Object.fromEntries(each);
}

/** A pause at which particles were raised, killed, lowered and kept. */
/** A run of the preset that has them. */
async function islands(p) {
  await p.evaluate(() => {
    const { form } = window.harness.state;
    window.harness.set({ form: { ...form, islands: 4, particles: 2, candidates: 4, essThreshold: 0.75 } });
  });
  await step(p, 64);
  await p.locator("p.whole").waitFor();
}

async function votes(p) {
  await p.evaluate(() => window.harness.showPause(24));
  await p.locator("fk-card").first().focus();
  for (const key of ["+", "+", "ArrowRight", "k", "-", "ArrowRight", "Enter"]) await p.keyboard.press(key);
  await p.locator("fk-card[vote=keep]").waitFor();
}

async function pairOfImages(page) {
  await page.evaluate(() => window.harness.showImages(64));
  for (const index of [0, 1])
    await page
      .locator("fk-card")
      .nth(index)
      .getByRole("button", { name: /^Compare/ })
      .click();
  await page.locator("fk-side").getByRole("button", { name: "slider" }).click();
  await page.locator("fk-slider input").focus();
}

async function pairOfTexts(page) {
  await step(page, 64);
  for (const index of [0, 1, 2])
    await page
      .locator("fk-card")
      .nth(index)
      .getByRole("button", { name: /^Compare/ })
      .click();
}

async function step(page, n) {
  await page.evaluate((at) => window.harness.showStep(at), n);
  await page.locator("fk-progress").waitFor();
}

/** Through the host, as a repeated run changes it. */
async function patchForm(page, patch) {
  await page.evaluate((change) => window.harness.set({ form: { ...window.harness.state.form, ...change } }), patch);
}

async function patchRun(page, n, patch) {
  await page.evaluate(
    ([at, change]) => {
      window.harness.showStep(at);
      window.harness.set({ run: { ...window.harness.state.run, ...change } });
    },
    [n, patch],
  );
  await page.locator("fk-progress").waitFor();
}

mkdirSync(out, { recursive: true });
await buildPanelPage();
const browser = await launchChromium();
const names = process.argv.slice(2);
for (const [name, { options, act }] of Object.entries(shots)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const { page, problems } = await openPanelPage(browser, options);
  await act?.(page);
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(out, `${name}.png`) });
  process.stdout.write(`${name}${problems.length > 0 ? `: ${problems.join(" | ")}` : ""}\n`);
  await page.close();
}
await browser.close();
