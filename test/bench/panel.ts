/**
 * What looking at runs takes: `npm run bench -- --panel`. Opens runs of every size as an editor does, each in a process of its own; then the page that is
 * built, in Chromium: first paint, going through the steps, a run under way, the lineage, and its memory over many runs.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CDPSession, Page } from "playwright-core";
import { launchChromium } from "../support/chromium.mjs";
import { buildPanelPage, openPanelPage } from "../support/panelPage.ts";
import { noisyPicture, writeLargeRun, writeLongRun, writePictureRun } from "./largeRuns.ts";

const folder = await mkdtemp(join(tmpdir(), "fk-bench-panel-"));
try {
  await openings();
} finally {
  await rm(folder, { recursive: true });
}
await sending();
await buildPanelPage({ minify: true });
const browser = await launchChromium();
try {
  for (const measure of [firstPaint, scrubbing, updates, lineage, memory]) {
    const { page } = await openPanelPage(browser, { width: 1200 });
    await measure(page, await page.context().newCDPSession(page));
    await page.close();
  }
} finally {
  await browser.close();
}

async function openings(): Promise<void> {
  const runs: readonly (readonly [name: string, write: (path: string) => Promise<void>])[] = [
    ["100 MB", (path) => writeLargeRun(path, 100e6)],
    ["1,000,000 lines", (path) => writeLongRun(path, 1_000_000)],
    ["4 GB of pictures", (path) => writePictureRun(path, 4e9)],
  ];
  for (const [i, [name, write]] of runs.entries()) {
    const path = join(folder, `${i}.fkrun`);
    await write(path);
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "openRun.ts"), path]);
    const opened = JSON.parse(stdout) as Opened;
    print(
      `opening a run of ${name}`,
      `${opened.milliseconds.toFixed(0)} ms (at most 2000) to what is shown first, ${opened.whole.toFixed(0)} ms to its lineage`,
    );
    print("  memory", `${opened.memory.toFixed(0)} MiB resident, of this whole program (at most 300)`);
    print("  any of its steps", `${opened.step.toFixed(1)} ms`);
    print("  longest turn", `${opened.turn.toFixed(0)} ms (at most 50)`);
    print("  the file of its lines", `${((await stat(path)).size / 1e6).toFixed(0)} MB`);
  }
}

interface Opened {
  readonly milliseconds: number;
  readonly whole: number;
  readonly step: number;
  readonly turn: number;
  readonly memory: number;
}

async function sending(): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "sending.ts")]);
  const sent = JSON.parse(stdout) as { milliseconds: number; messages: number; turn: number };
  print("sending 256 × 200 with 5 rewards", `${sent.milliseconds.toFixed(0)} ms in ${sent.messages} messages`);
  print("  longest turn of the host", `${sent.turn.toFixed(0)} ms (at most 50)`);
}

/** With a run of 64 particles that the host has at hand. */
async function firstPaint(page: Page, session: CDPSession): Promise<void> {
  await page.evaluate(() => window.harness.startsWith(64));
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const [paints, fetched, works]: [number[], number[], number[]] = [[], [], []];
  for (let time = 0; time < 5; time += 1) {
    await page.reload();
    await page.locator("fk-card").first().waitFor();
    // Counted anew for each document.
    works.push(1000 * (await metric(session, "TaskDuration")));
    const { paint, script } = await page.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
      script: Math.max(
        ...performance.getEntriesByType("resource").map((entry) => (entry as PerformanceResourceTiming).responseEnd),
      ),
    }));
    paints.push(paint);
    fetched.push(script);
  }
  print("first paint of the page", `${Math.min(...paints).toFixed(0)} ms (at most 300), the best of ${paints.length}`);
  print("  fetching its scripts", `${(fetched[paints.indexOf(Math.min(...paints))] as number).toFixed(0)} ms of it`);
  print(
    "  the page's own work",
    `${Math.min(...works).toFixed(0)} ms of a processor, with what follows the first paint`,
  );
}

async function scrubbing(page: Page, session: CDPSession): Promise<void> {
  await show(page, 64);
  await page.evaluate(() => window.harness.showImages(64));
  await page.locator("fk-card img").first().waitFor();
  const pictures = Array.from({ length: 8 }, (_, n) => Buffer.from(noisyPicture(64, n)).toString("base64"));
  let times: readonly number[] = [];
  const work = await spent(session, "TaskDuration", async () => {
    times = await page.evaluate(scrubbed, pictures);
  });
  // The made-up steps are script of this page, too.
  const made = await spent(session, "TaskDuration", async () => {
    await page.evaluate(() => {
      for (let step = 4; step <= 60; step += 4) JSON.parse(JSON.stringify(window.harness.made(step).particles));
    });
  });
  print("a step back, 64 images", `${((work - made) / times.length).toFixed(0)} ms of the page's work (at most 50)`);
  print("  until it is drawn", `${middle(times).toFixed(0)} ms, with all else that this machine does`);
}

/** Runs in the page: goes back step by step; the milliseconds that each step took. */
async function scrubbed(pngs: readonly string[]): Promise<number[]> {
  window.harness.picture = (index, step) => pngs[(index + step) % pngs.length]!;
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const inside = (root: Document | ShadowRoot, name: string): Element | null => {
    for (const one of root.querySelectorAll("*")) {
      const found = one.matches(name) ? one : one.shadowRoot && inside(one.shadowRoot, name);
      if (found) return found;
    }
    return null;
  };
  const slider = inside(document, "fk-scrubber")!.shadowRoot!.querySelector("input")!;
  const shown = inside(document, "fk-picture")!.shadowRoot!;
  const took: number[] = [];
  for (let at = 14; at >= 0; at -= 1) {
    const before = shown.querySelector("img")?.src;
    const started = performance.now();
    slider.value = String(at);
    slider.dispatchEvent(new Event("input"));
    while (shown.querySelector("img")?.src === before && performance.now() - started < 1000) await frame();
    took.push(performance.now() - started);
  }
  return took;
}

async function updates(page: Page, session: CDPSession): Promise<void> {
  await show(page, 64);
  const count = 60;
  const work = await spent(session, "TaskDuration", async () => {
    for (let step = 1; step <= count; step += 1) {
      await page.evaluate((at) => window.harness.showStep(at), step);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    }
  });
  // The made-up run itself is script of this page, too.
  const made = await spent(session, "TaskDuration", async () => {
    for (let step = 1; step <= count; step += 1) await page.evaluate((at) => void window.harness.made(at), step);
  });
  print(
    "an update of 64 particles",
    `${((work - made) / count).toFixed(1)} ms of the page's work, layout included (at most 8 of script)`,
  );
}

async function lineage(page: Page, session: CDPSession): Promise<void> {
  await page.evaluate(() => window.harness.showStep(64));
  await page.evaluate(() => {
    const [count, steps] = [256, 200];
    const each = (value: (n: number) => number): number[] => Array.from({ length: count }, (_, n) => value(n));
    const scored = Array.from({ length: steps }, (_, j) => ({
      step: j + 1,
      values: each((n) => Math.sin(n * 3 + j)),
      weights: each(() => 1 / count),
      ancestors: each((n) => (j % 5 === 0 ? (n * 7 + j) % (count / 2) : n)),
      groups: [{ ess: count / 2, resampled: j % 5 === 0, strength: 10 }],
    }));
    const { run } = window.harness.state;
    window.harness.set({ run: { ...run!, id: "wide", genealogy: { steps, groups: [{ start: 0, count }], scored } } });
  });
  const stage = page.locator("fk-lineage .stage");
  await stage.scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  const { x, y, width, height } = (await stage.boundingBox())!;
  const moves = 120;
  const task = await spent(session, "TaskDuration", async () => {
    for (let i = 0; i < moves; i += 1) {
      await page.mouse.move(x + (width * (i + 1)) / (moves + 2), y + (height * ((i * 37) % 100)) / 100);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  });
  print("a frame of the lineage", `${(task / moves).toFixed(1)} ms of 256 × 200 under the pointer (at most 16)`);
}

/** In one window, one after the other. */
async function memory(page: Page, session: CDPSession): Promise<void> {
  const runs = async (from: number, to: number): Promise<number> => {
    for (let i = from; i < to; i += 1) {
      await page.evaluate((id) => {
        window.harness.showStep(64);
        window.harness.set({ run: { ...window.harness.state.run!, id: `run-${id}` } });
        window.harness.calls.length = 0;
      }, i);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    }
    await session.send("HeapProfiler.collectGarbage");
    return (await metric(session, "JSHeapUsedSize")) / 2 ** 20;
  };
  await session.send("Performance.enable");
  const [early, late] = [await runs(0, 20), await runs(20, 200)];
  print("memory of the page", `${early.toFixed(1)} MiB after 20 runs, ${late.toFixed(1)} MiB after 200`);
}

async function show(page: Page, particles: number): Promise<void> {
  await page.evaluate((count) => {
    window.harness.set({ form: { ...window.harness.state.form, particles: count } });
    window.harness.showStep(64);
  }, particles);
  await page.locator("fk-card").first().waitFor();
}

/** Milliseconds of the processor's time for the page's own thread: what else the machine does is not counted. */
async function spent(session: CDPSession, name: string, task: () => Promise<void>): Promise<number> {
  await session.send("Performance.disable");
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await metric(session, name);
  await task();
  return 1000 * ((await metric(session, name)) - before);
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(36)} ${figure}\n`);
}
