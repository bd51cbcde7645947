import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { viewOfRunFile } from "../../../src/extension/runs/finishedRun.ts";
import { labelOfRun } from "../../../src/extension/runs/runLabel.ts";
import { readRunSummary } from "../../../src/extension/runs/runSummary.ts";
import { encodeLine } from "../../../src/runfile/line.ts";
import type { RunFileEnd, RunFileLine } from "../../../src/runfile/format.ts";
import { exampleEnd, exampleHeader, exampleStep } from "../../support/exampleRun.ts";

const failed: RunFileEnd = {
  kind: "end",
  outcome: "failed",
  error: { code: "reward-threw", message: "It threw.", details: {} },
};

describe("a run file in the panel", () => {
  it("shows how the run ended", () => {
    const view = viewOfRunFile("a", { header: exampleHeader, pilot: undefined, steps: [exampleStep], end: exampleEnd });
    expect(view).toMatchObject({ status: "done", best: 0, steps: 64, step: 64, device: { provider: "cpu" } });
    expect(view.groups).toEqual(exampleEnd.outcome === "done" ? exampleEnd.groups : []);
  });

  it("shows what a run had reached that was cut off, stopped or failed", () => {
    const run = { header: exampleHeader, pilot: undefined, steps: [exampleStep] };
    expect(viewOfRunFile("a", { ...run, end: undefined })).toMatchObject({
      status: "failed",
      step: 4,
      message: "The run was cut off at step 4 of 64: its file has no end. Run it again.",
    });
    expect(viewOfRunFile("a", { ...run, end: { kind: "end", outcome: "stopped" } }).status).toBe("stopped");
    const failure = viewOfRunFile("a", { ...run, end: failed });
    expect(failure).toMatchObject({ status: "failed", message: "It threw." });
    expect(failure.particles).toHaveLength(1);
  });

  it("shows a run that ended before its first scored step", () => {
    expect(viewOfRunFile("a", { header: exampleHeader, pilot: undefined, steps: [], end: failed })).toMatchObject({
      step: 0,
      particles: [],
    });
  });
});

describe("a run file in a list", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fk-steering-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function summaryOf(lines: readonly RunFileLine[] | string) {
    const path = join(folder, "run.fkrun");
    await writeFile(path, typeof lines === "string" ? lines : lines.map(encodeLine).join(""));
    return readRunSummary(path);
  }
  const now = Date.parse(exampleHeader.created) + 120_000;

  it("says prompt, outcome, rewards and age", async () => {
    const label = labelOfRun(await summaryOf([exampleHeader, exampleStep, exampleEnd]), { running: false, now });
    expect(label).toMatchObject({
      label: "Once upon a time",
      description: "best 0.500 · sentiment · 2 min ago",
      icon: "pass",
    });
  });

  it("tells one that goes on from one that was cut off", async () => {
    const summary = await summaryOf([exampleHeader, exampleStep]);
    expect(summary.end).toBeUndefined();
    expect(labelOfRun(summary, { running: true, now }).description).toContain("running");
    expect(labelOfRun(summary, { running: false, now }).description).toContain("cut off");
  });

  it("says why a run failed", async () => {
    const label = labelOfRun(await summaryOf([exampleHeader, failed]), { running: false, now });
    expect(label.icon).toBe("error");
    expect(label.details).toContain("It threw.");
  });

  it("finds the end of a long file", async () => {
    const steps = Array.from({ length: 2000 }, () => exampleStep);
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
