/** Shows in the page what run files hold that no program of ours wrote: mutated files, and views with hostile strings and numbers. Knows the page's harness. */
import type { Page } from "playwright-core";
import { viewOfDocument } from "../../src/report/documentView.ts";
import { SteeringError } from "../../src/errors.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { shownStep } from "../../src/runfile/shownStep.ts";
import { asImages, baseState, runAt } from "../../webview/dev/story.ts";
import { eachMutatedRun } from "./mutatedRuns.ts";

/** A run as the host would send it, and its steps as the host would answer. */
export interface HostileRun {
  readonly run: RunView;
  readonly moments: Readonly<Record<number, readonly ParticleView[]>>;
}

/** Runs that are shown in one call. */
const atOnce = 20;

/** Shows those of `count` mutated files that can be opened, and goes through their steps. The number of those. */
export async function showMutatedRuns(page: Page, count: number, seed: number): Promise<number> {
  let waiting: HostileRun[] = [];
  let shown = 0;
  const show = async (): Promise<void> => {
    shown += waiting.length;
    await showRuns(page, waiting);
    waiting = [];
  };
  let file = 0;
  await eachMutatedRun(count, seed, async (path) => {
    file += 1;
    const opened = await openedRun(path);
    if (opened !== undefined) waiting.push({ ...opened, run: { ...opened.run, id: `${seed} ${file}` } });
    if (waiting.length >= atOnce) await show();
  });
  await show();
  return shown;
}

async function openedRun(path: string): Promise<HostileRun | undefined> {
  try {
    await using document = await openRunDocument(path);
    const run = await viewOfDocument(document);
    const moments: Record<number, readonly ParticleView[]> = {};
    for (let index = 0; index < document.stepCount; index += 1) {
      const { particles } = await shownStep(document, await document.step(index)).catch(() => ({ particles: [] }));
      moments[document.keyOf(index).step] = particles;
    }
    return { run, moments };
  } catch (error) {
    // What is said of it then is no page of ours.
    if (error instanceof SteeringError) return undefined;
    throw error;
  }
}

/** Each is drawn, gone through by its slider, pinned, and asked why. Throws where the page takes longer than a person would wait, or shows nothing. */
export async function showRuns(page: Page, runs: readonly HostileRun[]): Promise<void> {
  if (runs.length === 0) return;
  const longest = await page.evaluate(showEach, JSON.parse(JSON.stringify(runs)) as HostileRun[]);
  if (longest > hang) throw new Error(`The page took ${longest.toFixed(0)} ms for one run.`);
}

/** Milliseconds, on a busy machine. */
const hang = 30_000;

/** Runs in the page. The milliseconds that the slowest run took. */
async function showEach(runs: readonly HostileRun[]): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const all = (root: Document | ShadowRoot, name: string): Element[] =>
    [...root.querySelectorAll("*")].flatMap((one) => [
      ...(one.matches(name) ? [one] : []),
      ...(one.shadowRoot === null ? [] : all(one.shadowRoot, name)),
    ]);
  let longest = 0;
  const long = (_: string, value: unknown): unknown => (value === "{ten megabytes}" ? "x".repeat(1e7) : value);
  for (const { run: sent, moments } of runs) {
    const run = JSON.parse(JSON.stringify(sent), long) as RunView;
    const started = performance.now();
    window.harness.moments = moments;
    window.harness.set({ run, pins: run.particles.slice(0, 3).map((particle) => ({ ...run, run: run.id, particle })) });
    const isShown = (): boolean =>
      all(document, "fk-run-line").some((line) => (line as Element & { run?: { id: string } }).run?.id === run.id);
    while (!isShown()) {
      if (performance.now() - started > 60_000) throw new Error(`Nothing is shown of ${run.id}.`);
      await frame();
    }
    const slider = all(document, "fk-scrubber")[0]?.shadowRoot?.querySelector("input");
    if (slider) slider.value = "0";
    slider?.dispatchEvent(new Event("input"));
    const place = { at: 0, particle: 0 };
    all(document, "fk-lineage")[0]?.dispatchEvent(
      new CustomEvent("fk-look", { detail: { place }, bubbles: true, composed: true }),
    );
    all(document, "fk-inspector")[0]?.dispatchEvent(
      new CustomEvent("fk-visit", { detail: { place }, bubbles: true, composed: true }),
    );
    await frame();
    await frame();
    longest = Math.max(longest, performance.now() - started);
  }
  return longest;
}

/** Stands for so much of one token: the page itself makes it, which is quicker than to send it there. */
const tenMegabytes = "{ten megabytes}";

const strings = [
  `<img src=x onerror="globalThis.hostile = true"><script>globalThis.hostile = true</script>`,
  "\u202Egnirts lacitcerid\u2066\u2067\u202D",
  tenMegabytes,
  "\u0000\uD800\uFFFF\u200B",
  `javascript:globalThis.hostile=true " ' \` \${hostile} </style></textarea>`,
];

/** A run with each hostile string wherever a string of a file comes to, as texts and as images, and with numbers that mean nothing. */
export function hostileRuns(): HostileRun[] {
  const whole = { ...runAt(baseState.form, 64), id: "hostile" };
  const worded = strings.map((text): RunView => {
    // Ten megabytes are one particle's.
    const short = text === tenMegabytes ? "x".repeat(100_000) : text;
    return {
      ...whole,
      id: text.slice(0, 200),
      message: short,
      warnings: [short],
      status: "failed",
      specification: { ...whole.specification, model: short, prompt: short, suffix: short },
      groups: whole.groups.map((group) => ({ ...group, prompt: short })),
      particles: whole.particles.map((particle, n) => {
        const generated = n === 0 ? text : short;
        const pieces = [{ text: generated, masked: n % 2 === 0 }];
        return { ...particle, modality: "text", text: generated, generated, pieces };
      }),
    };
  });
  const images = asImages(whole);
  const broken = ["", "AAAA", btoa("<svg onload=globalThis.hostile=true>")].map((png): RunView => ({
    ...images,
    id: `picture ${png}`,
    particles: images.particles.map((particle) => ({ ...particle, png })),
  }));
  const lost = [-1, 1e9, Number.NaN, 0.5].map((nowhere): RunView => {
    const scored = whole.genealogy.scored.map((step) => ({
      ...step,
      ancestors: Array.from(step.ancestors, () => nowhere),
      values: Array.from(step.values, () => nowhere),
      weights: Array.from(step.weights, () => nowhere),
    }));
    return { ...whole, id: `nowhere ${nowhere}`, genealogy: { ...whole.genealogy, scored } };
  });
  const bare: RunView = {
    ...whole,
    id: "bare",
    particles: [],
    groups: [],
    genealogy: { steps: 0, groups: [], scored: [] },
  };
  return [...worded, ...broken, ...lost, bare].map((run) => ({ run, moments: { 4: run.particles } }));
}
