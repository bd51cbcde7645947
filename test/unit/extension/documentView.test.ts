import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { noGenealogy } from "../../../src/protocol/grownGenealogy.ts";
import { viewOfDocument, viewsOfDocument } from "../../../src/report/documentView.ts";
import { newRunView, withEvent, withResult, withWarning } from "../../../src/protocol/runView.ts";
import { detailsOfRun, labelOfRun } from "../../../src/extension/runs/runLabel.ts";
import { openRunDocument, type RunDocument } from "../../../src/runfile/document.ts";
import type { RunFileEnd, RunFileLine } from "../../../src/runfile/format.ts";
import { readRunSummary } from "../../../src/runfile/summary.ts";
import { exampleEnd, exampleHeader, exampleResult, exampleStepAt, writeExampleRun } from "../../support/exampleRun.ts";
import { toyImages, toyRun, toyTexts } from "../../support/toyRun.ts";
import { useFolder } from "../../support/useFolder.ts";

const failed: RunFileEnd = {
  kind: "end",
  outcome: "failed",
  error: { code: "reward-threw", message: "It threw.", details: {} },
};

const folder = useFolder();

describe("a run file in the panel", () => {
  async function viewOf(...lines: readonly RunFileLine[]) {
    const path = join(folder, "shown.fkrun");
    await writeExampleRun(path, lines);
    await using document = await openRunDocument(path);
    return await viewOfDocument(document);
  }

  it("shows how the run ended", async () => {
    const warning = { kind: "warning", message: "slow" } as const;
    const view = await viewOf(
      exampleHeader,
      warning,
      ...exampleStepAt(4),
      ...exampleStepAt(64),
      exampleResult,
      exampleEnd,
    );
    expect(view).toMatchObject({ status: "done", best: 0, steps: 64, step: 64, device: { provider: "cpu" } });
    expect(view).toMatchObject({ sandboxed: true, warnings: ["slow"], pass: { kind: "run" }, rewardVersions: ["11"] });
    expect(view.groups).toEqual([{ prompt: "Once upon a time", ...exampleResult.groups[0] }]);
  });

  it("shows what a run had reached that was cut off, stopped or failed", async () => {
    const run = [exampleHeader, ...exampleStepAt(4), ...exampleStepAt(8)];
    const cut = await viewOf(...run);
    expect(cut).toMatchObject({
      status: "failed",
      step: 8,
      forwardPasses: 4,
      message: "The run was cut off at step 8 of 64: its file has no end. Resume it from there.",
    });
    expect(cut.groups[0]!.scored.map(({ step }) => step)).toEqual([4, 8]);
    expect((await viewOf(...run, { kind: "end", outcome: "stopped" })).status).toBe("stopped");
    const failure = await viewOf(...run, failed);
    expect(failure).toMatchObject({ status: "failed", message: "It threw." });
    expect(failure.particles).toHaveLength(1);
  });

  it("shows a run that ended before its first scored step", async () => {
    expect(await viewOf(exampleHeader, failed)).toMatchObject({ step: 0, particles: [] });
  });
});

describe("a run that is opened again", () => {
  it.each([
    ["texts", toyTexts, {}],
    ["texts of two prompts, standardised", toyTexts, { otherPrompts: [" a"], standardise: 4 }],
    ["refined texts", toyTexts, { refine: { iterations: 2 } }],
    ["images", toyImages, { strength: 20 }],
  ] as const)("is shown as it was when it ended, in every field (%s)", async (_, model, request) => {
    const path = join(folder, "again.fkrun");
    const { specification, events, warnings, result } = await toyRun(path, model, request);
    const begun = warnings.reduce(withWarning, newRunView(path, specification));
    const live = withResult(events.reduce(withEvent, begun), result);
    await using document = await openRunDocument(path);
    expect(await viewOfDocument(document)).toStrictEqual(live);
    expect(live.warnings.length).toBeGreaterThan(1);
    // And a list shows the best of it: how its text begins, or its picture.
    const { end } = await readRunSummary(path);
    const { best, excerpt, thumbnail } = end!.outcome === "done" ? end!.summary : {};
    const shown = live.bestBefore?.particle ?? live.particles[live.best!]!;
    expect(best).toBe(shown.reward);
    if (shown.modality === "text") expect(excerpt).toBe(shown.generated);
    else
      expect(await document.picture(thumbnail!)).toEqual(
        await document.picture(await lastThumbnail(document, live.best!)),
      );
  });
});

async function lastThumbnail(document: RunDocument, particle: number) {
  const sample = (await document.step(document.stepCount - 1)).samples[particle]!;
  return sample.modality === "image" ? sample.thumbnail : ([0, 0, 0] as const);
}

describe("the first view of a run file", () => {
  it("needs its last scored step alone, and what led there follows", async () => {
    const path = join(folder, "first.fkrun");
    await toyRun(path, toyTexts, { refine: { iterations: 1 } });
    await using document = await openRunDocument(path);
    const read: number[] = [];
    const step = document.step.bind(document);
    document.step = (index) => {
      read.push(index);
      return step(index);
    };
    const views = viewsOfDocument(document);
    const first = (await views.next()).value!;
    expect(new Set(read)).toEqual(new Set([document.stepCount - 1]));
    const whole = (await views.next()).value!;
    expect(first).toStrictEqual({ ...whole, genealogy: noGenealogy });
    expect(whole.genealogy.scored).toHaveLength(4);
  });
});

describe("a run file in a list", () => {
  async function summaryOf(lines: readonly RunFileLine[] | string) {
    const path = join(folder, "run.fkrun");
    if (typeof lines === "string") await writeFile(path, lines);
    else await writeExampleRun(path, lines);
    return readRunSummary(path);
  }
  const now = Date.parse(exampleHeader.created) + 120_000;

  it("says prompt and text, outcome, rewards, settings and age", async () => {
    const label = labelOfRun(await summaryOf([exampleHeader, ...exampleStepAt(4), exampleResult, exampleEnd]), {
      running: false,
      now,
    });
    expect(label).toMatchObject({
      label: "Once upon a time there was a cat.",
      description: "best 0.500 · sentiment-lexicon · λ 40 × 1 × seed 0 · 2 min ago",
      icon: "pass",
    });
  });

  it("tells one that goes on from one that was cut off", async () => {
    const summary = await summaryOf([exampleHeader, ...exampleStepAt(4)]);
    expect(summary.end).toBeUndefined();
    expect(labelOfRun(summary, { running: true, now }).description).toContain("running");
    expect(labelOfRun(summary, { running: false, now }).description).toContain("cut off");
    expect(labelOfRun(summary, { running: true, queued: true, now }).description).toMatch(/^waits in the queue · /u);
  });

  it("says why a run failed", async () => {
    const summary = await summaryOf([exampleHeader, failed]);
    expect(labelOfRun(summary, { running: false, now }).icon).toBe("error");
    expect(detailsOfRun(summary)).toContain("It threw.");
  });

  it("finds the end of a long file", async () => {
    const steps = Array.from({ length: 1000 }, (_, i) => exampleStepAt(i)).flat();
    const summary = await summaryOf([exampleHeader, ...steps, exampleEnd]);
    expect(summary.bytes).toBeGreaterThan(500_000);
    expect(summary.end?.outcome).toBe("done");
  });

  it("lists what is no run file as such", async () => {
    for (const text of ["", "not a run", "{}\n{}\n"]) {
      expect(labelOfRun(await summaryOf(text), { running: false, now }).description).toBe("cannot be read");
    }
  });
});
