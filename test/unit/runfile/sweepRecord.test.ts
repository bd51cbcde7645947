/** The record of a sweep as others may have written it, and a folder that is somebody else's. */
import { execFileSync } from "node:child_process";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { WatchedSweep } from "../../../src/extension/sweeps/sweepView.ts";
import { cellSpecification, excerptLength, type SweepAxes } from "../../../src/protocol/sweep.ts";
import { cellPath, recordPath } from "../../../src/runfile/sweepPaths.ts";
import {
  readSweepRecord,
  refuseOtherFolder,
  sweepHeader,
  sweepOf,
  type SweepHeader,
} from "../../../src/runfile/sweepRecord.ts";
import { useFolder } from "../../support/useFolder.ts";
import { specification } from "../extension/runs.ts";

const root = useFolder();
const axes: SweepAxes = { strength: [1, 40], particles: [2], potential: ["difference"], seed: [1], prompt: ["Once"] };
const run = {
  kind: "header",
  version: 2,
  created: "2026-11-29T12:00:00.000Z",
  modality: "text",
  specification: specification(),
  groups: [],
  model: { name: "stories", files: [] },
  rewards: [],
  device: { provider: "cpu", tried: [] },
  execution: {},
  versions: {},
} as unknown as SweepHeader["run"];
const figures = { ess: 1, logZ: 0, survivors: 1, feasible: 1, scored: 2, forwardPasses: 3, seconds: 1 };
const done = (cell: number, more: object = {}): object => ({
  kind: "cell",
  cell,
  result: { outcome: "done", figures: { ...figures, ...more } },
});
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** A folder with such a record. */
async function swept(name: string, lines: readonly object[], grid: SweepAxes = axes): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  await writeFile(
    recordPath(folder),
    [sweepHeader(grid, run), ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""),
  );
  return folder;
}

describe("the record of a sweep", () => {
  it("has no more cells than a sweep may have, and none outside of its grid", async () => {
    const many = await swept("many", [], { ...axes, strength: upTo(4096), particles: upTo(4096), seed: upTo(4096) });
    await expect(readSweepRecord(many)).rejects.toThrow(/line 1 .*it has 68719476736 cells, and 4096 are the most/u);
    for (const [cell, name] of [
      [-1, "before"],
      [2, "after"],
    ] as const) {
      const folder = await swept(name, [done(0), done(cell)]);
      await expect(readSweepRecord(folder)).rejects.toThrow(
        /line 3 .*the sweep has 2 cells.*Take the line out and resume/u,
      );
    }
  });

  it("is said to be a newer one's before it is looked into", async () => {
    const folder = await swept("newer", []);
    await writeFile(recordPath(folder), '{"kind":"sweep","version":3,"grid":{}}\n');
    await expect(readSweepRecord(folder)).rejects.toThrow(
      /written by a newer FK Steering \(format 3; this one reads 2\)/u,
    );
  });

  it("of format 1 has the particles of each island on its axis, and tells those of the prompt", async () => {
    const folder = await swept("format1", []);
    const header = sweepHeader({ ...axes, particles: [2, 3] }, run);
    const specified = { ...run, specification: { ...run.specification, islands: 4 } };
    await writeFile(recordPath(folder), `${JSON.stringify({ ...header, version: 1, run: specified })}\n`);
    const record = (await readSweepRecord(folder))!;
    expect(record.header.axes.particles).toEqual([8, 12]);
    const place = { ...axes, strength: 1, potential: "difference", seed: 1, prompt: "Once" } as const;
    expect(cellSpecification(sweepOf(record), { ...place, particles: 12 })).toMatchObject({ islands: 4, particles: 3 });
  });

  it("tells of a text, or of why a cell failed, as much as is shown", async () => {
    const error = { code: "reward-compile", message: "x".repeat(1e6) };
    const folder = await swept("long", [
      done(0, { excerpt: "y".repeat(1e6) }),
      { kind: "cell", cell: 1, result: { outcome: "failed", error } },
    ]);
    const [first, second] = (await readSweepRecord(folder))!.ended.map(({ result }) => result);
    expect(first).toMatchObject({ figures: { excerpt: "y".repeat(excerptLength) } });
    expect(second).toMatchObject({ outcome: "failed", error: { message: "x".repeat(1000) } });
  });
});

describe("a folder that is written to", () => {
  it("holds nothing but a sweep's files: no link, no pipe and no folder in the place of one", async () => {
    const folder = await swept("odd", []);
    await expect(refuseOtherFolder(folder)).resolves.toBeUndefined();
    const path = cellPath(folder, 0);
    for (const make of [
      () => symlink(join(root, "elsewhere"), path),
      () => void execFileSync("mkfifo", [path]),
      () => mkdir(path),
    ]) {
      await make();
      await expect(refuseOtherFolder(folder)).rejects.toThrow(/holds what is no file, .*\(cell-0001\.fkrun\)/u);
      await rm(path, { recursive: true });
    }
  });
});

describe("a sweep that is watched", () => {
  const idle = { state: "idle", progress: undefined, message: undefined, problem: undefined, warnings: [] } as const;

  it("reads its record anew only when that has changed", async () => {
    const folder = await swept("watched", [done(0)]);
    const watched = new WatchedSweep({ standing: () => idle }, folder);
    const { cells } = await watched.view();
    expect(cells.map(({ cell }) => cell)).toEqual([0]);
    expect((await watched.view()).cells).toBe(cells);
    await swept("watched", [done(0), done(1)]);
    expect((await watched.view()).cells.map(({ cell }) => cell)).toEqual([0, 1]);
  });

  it("stays as it was where its record is gone or damaged meanwhile, and says so, with what goes on", async () => {
    const folder = await swept("gone", [done(0)]);
    let problem: string | undefined;
    const watched = new WatchedSweep({ standing: () => ({ ...idle, problem }) }, folder);
    await watched.view();
    await rename(recordPath(folder), join(root, "aside"));
    expect(await watched.view()).toMatchObject({ cells: [{ cell: 0 }], problem: expect.stringContaining("is gone") });
    problem = "The disk is full.";
    expect(await watched.view()).toMatchObject({ problem });
    problem = undefined;
    await writeFile(recordPath(folder), "{}\n");
    expect((await watched.view()).problem).toContain("line 1");
    await rename(join(root, "aside"), recordPath(folder));
    expect(await watched.view()).toMatchObject({ cells: [{ cell: 0 }], problem: undefined });
    await expect(new WatchedSweep({ standing: () => idle }, join(root, "none")).view()).rejects.toThrow(/is gone/u);
  });
});
