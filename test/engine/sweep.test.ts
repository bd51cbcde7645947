/** Sweeps by a real engine: cells that share what they can are as they would be alone, and what was killed goes on without doing anything twice. */
import { once } from "node:events";
import { copyFile, readdir, readFile, writeFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  cellsOf,
  cellSpecification,
  type CellFigures,
  type EndedCell,
  type SweepEvent,
  type SweepResult,
} from "../../src/protocol/sweep.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { runDifference } from "../../src/runfile/runDifference.ts";
import { cellPath, recordPath } from "../../src/runfile/sweepPaths.ts";
import { readSweepRecord } from "../../src/runfile/sweepRecord.ts";
import { file, forkEngine, repository } from "../support/forkedEngine.ts";
import { steer } from "../support/steerCommand.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

/** What every sweep here has: few steps of short texts. */
const small = { steps: 4, length: 12, device: "cpu" };

const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder, repository] });

function figuresOf({ result }: EndedCell): CellFigures {
  if (result.outcome === "done") return result.figures;
  throw new Error(result.error.message);
}

const callsOf = ({ cells }: Pick<SweepResult, "cells">): number =>
  cells.reduce((sum, cell) => sum + figuresOf(cell).forwardPasses, 0);

/** What chance and steering made of the cells, without what they cost. */
const comparable = ({ cells }: Pick<SweepResult, "cells">): object[] =>
  cells.map((cell) => ({ ...figuresOf(cell), cell: cell.cell, seconds: 0, forwardPasses: 0 }));

describe("cells that share their first steps", () => {
  const weighted = { composition: { kind: "power", exponent: 1.2, draw: "model" } };
  const image = {
    model: "emoji-scenes",
    rewards: [{ source: { kind: "builtin", name: "colour" }, parameters: { colour: "red" } }],
    draws: 1,
  };
  it.each([
    ["texts of two prompts, with a pilot", { standardise: 2 }, { strength: [40], prompt: ["It was", "Once"] }],
    ["texts of a weighted target, in islands", { ...weighted, islands: 2 }, { strength: [5, 40] }],
    ["texts scored at the end alone", { schedule: { kind: "fractions", fractions: [1] } }, { strength: [40] }],
    ["images", image, { strength: [40], prompt: ["a red heart"] }],
  ])("are in every number as they would be alone (%s)", async (name, request, axes) => {
    const swept = join(folder, name);
    const result = await engine.sweep(swept, { ...axes, particles: [2, 3] }, { ...small, ...request });
    // The first of them took nothing over.
    const cell = cellsOf(result.axes).at(-1)!;
    const path = join(folder, `${name}, alone.fkrun`);
    const { forwardPasses } = await engine.run(cellSpecification(result, cell), { runFile: path });
    await using own = await openRunDocument(path);
    await using shared = await openRunDocument(cellPath(swept, cell.index));
    expect(await runDifference(own, shared)).toEqual({ first: undefined, made: [] });
    expect(figuresOf(result.cells.at(-1)!).forwardPasses).toBeLessThan(forwardPasses);
    expect(callsOf(result)).toBe(result.forwardPasses);
  });

  it("go their own way where candidates are chosen from the first step on", async () => {
    const result = await engine.sweep(join(folder, "nested"), { strength: [5, 40] }, { ...small, candidates: 2 });
    const path = join(folder, "nested alone.fkrun");
    await engine.run(cellSpecification(result, cellsOf(result.axes)[1]!), { runFile: path });
    await using own = await openRunDocument(path);
    await using cell = await openRunDocument(cellPath(result.folder, 1));
    expect((await runDifference(own, cell)).first).toBeUndefined();
  });
});

describe("a sweep of 2 × 3 × 2 cells that is killed twice", () => {
  const axes = { strength: [5, 40], particles: [2, 3, 4], seed: [1, 2] };

  /** Denoiser calls whose outcome is in the files. */
  async function callsOnRecord(swept: string): Promise<number> {
    let calls = 0;
    for (const name of (await readdir(swept)).filter((each) => each.endsWith(".fkrun"))) {
      await using run = await openRunDocument(join(swept, name));
      if (run.stepCount > 0) calls += (await run.step(run.stepCount - 1)).forwardPasses!;
    }
    return calls;
  }

  /** Goes on with the sweep in a process of its own, which is killed in the midst of a cell. */
  async function killedAt(swept: string, cell: number, step: number): Promise<void> {
    await using doomed = await forkEngine();
    const dead = once(doomed.child, "exit");
    const onEvent = (event: SweepEvent): void => {
      if (event.kind === "progress" && event.cell.index === cell && event.step === step) doomed.child.kill("SIGKILL");
    };
    await expect(doomed.sweep(swept, axes, small, { onEvent })).rejects.toThrow(/connection got disposed/u);
    await dead;
  }

  it("computes nothing twice", async () => {
    const whole = await engine.sweep(join(folder, "whole"), axes, small);
    expect(whole.cells).toHaveLength(12);
    const swept = join(folder, "killed");
    await killedAt(swept, 3, 3);
    const first = await readSweepRecord(swept);
    expect(first!.ended.map(({ cell }) => cell)).toEqual([0, 1, 2]);
    await killedAt(swept, 8, 3);
    const second = await readSweepRecord(swept);
    expect(second!.ended.map(({ cell }) => cell)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const ended = await Promise.all(second!.ended.map(({ cell }) => readFile(cellPath(swept, cell))));
    const before = await callsOnRecord(swept);

    const result = await engine.sweep(swept, axes, small);

    expect(comparable(result)).toEqual(comparable(whole));
    // Whatever was on record stayed as it was, and cost nothing again.
    expect(await Promise.all(second!.ended.map(({ cell }) => readFile(cellPath(swept, cell))))).toEqual(ended);
    expect(result.forwardPasses).toBe((await callsOnRecord(swept)) - before);
    // Two cells went on from a scored step, whose particles are looked at once more: their predictions are not kept.
    const looks = callsOf(result) - callsOf(whole);
    expect(looks).toBeGreaterThanOrEqual(0);
    expect(looks).toBeLessThanOrEqual(3 + 3);
    // Nothing is left to do.
    expect((await engine.sweep(swept, axes, small)).forwardPasses).toBe(0);
  });
});

describe("a sweep that is stopped or fails", () => {
  it("keeps what had ended, and goes on from the command line by its folder", async () => {
    const swept = join(folder, "stopped");
    const stop = new AbortController();
    const onEvent = (event: SweepEvent): void => {
      if (event.kind === "cell") stop.abort();
    };
    const axes = { strength: [5, 40] };
    await expect(engine.sweep(swept, axes, small, { signal: stop.signal, onEvent })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect((await readSweepRecord(swept))!.ended).toHaveLength(1);
    // A line that a crash had cut.
    await writeFile(recordPath(swept), `${await readFile(recordPath(swept), "utf8")}{"kind":"cell","ce`);
    // Neither what of a cell that has ended cannot be read any more.
    const run = await readFile(cellPath(swept, 0));
    await writeFile(cellPath(swept, 0), "no run\n");
    const { code, stdout } = await steer(folder, "resume", swept, "--json");
    await writeFile(cellPath(swept, 0), run);
    expect(code).toBe(0);
    const { rows } = JSON.parse(stdout) as { rows: { strength: number; cells: { outcome: string }[] }[] };
    expect(rows.map(({ strength, cells }) => [strength, cells.map(({ outcome }) => outcome)])).toEqual([
      [5, ["done"]],
      [40, ["done"]],
    ]);
  });

  it("records a cell that fails, runs the others, and tries that one again", async () => {
    const reward = join(folder, "huge.reward.ts");
    await writeFile(
      reward,
      `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "text", score: (samples) => samples.map(() => 1e305) });
`,
    );
    const [swept, axes] = [join(folder, "failing"), { strength: [1e6, 1] }];
    const { cells } = await engine.sweep(swept, axes, { ...small, rewards: [file(reward)] });
    expect(cells.map(({ result }) => result.outcome)).toEqual(["failed", "done"]);
    expect(cells[0]!.result).toMatchObject({ error: { code: "reward-not-finite" } });
    const again: number[] = [];
    await engine.sweep(
      swept,
      axes,
      { ...small, rewards: [file(reward)] },
      { onEvent: (event) => event.kind === "cell" && again.push(event.cell) },
    );
    expect(again).toEqual([0]);
    await writeFile(reward, (await readFile(reward, "utf8")).replace("1e305", "2"));
    await expect(engine.sweep(swept, axes, { ...small, rewards: [file(reward)] })).rejects.toThrow(
      /huge has changed since/u,
    );
  });

  it("refuses another sweep's folder, and one with other files in it", async () => {
    await expect(engine.sweep(join(folder, "stopped"), { strength: [1, 2] }, small)).rejects.toThrow(
      /another sweep already/u,
    );
    const misnamed = await steer(folder, "resume", join("stopped", "mine.fksweep"));
    expect(misnamed).toMatchObject({ code: 1, stderr: expect.stringContaining("mine.fksweep is not named as") });
    await mkdir(join(folder, "own"));
    await writeFile(join(folder, "own", "thesis.txt"), "years");
    await expect(engine.sweep(join(folder, "own"), {})).rejects.toThrow(/something else than a sweep \(thesis\.txt\)/u);
    expect(await readdir(join(folder, "own"))).toEqual(["thesis.txt"]);
    await mkdir(join(folder, "mixed"));
    await copyFile(cellPath(join(folder, "stopped"), 0), cellPath(join(folder, "mixed"), 0));
    await expect(engine.sweep(join(folder, "mixed"), {}, small)).rejects.toThrow(/is no run of this sweep/u);
  });
});

describe("fk-steer sweep", () => {
  const request = [
    "--prompt",
    "Once",
    "--reward",
    "sentiment-lexicon",
    "--steps",
    "2",
    "--length",
    "8",
    "--device",
    "cpu",
  ];

  it("prints a table with a row for each place of the grid, and keeps nothing without --out", async () => {
    const args = [...request, "--strength", "-5,40", "--particles", "1,2", "--seeds", "2"];
    const { code, stdout, stderr } = await steer(folder, "sweep", ...args);
    expect([code, stdout.match(/^ +[12] +-?\d+ +−?\d\.\d{3}/gmu)?.length]).toEqual([0, 4]);
    expect(stdout).toContain("Means over 2 seeds from 0");
    expect(stderr).toContain("Cell 8 of 8: λ 40, 1 particle, difference, seed 1, “Once”");
  });

  it.each([
    [["--strength", "1,1"], /strength must have no value twice/u],
    [["--potential", "max,none"], /must be one of difference, max/u],
    [["--seeds", "0"], /--seeds must be a whole number from 1/u],
    [["--particles", "1.5"], /must be a whole number between 1 and 4096/u],
  ])("explains %j", async (flags, sentence) => {
    const { code, stdout, stderr } = await steer(folder, "sweep", ...request, ...flags);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(sentence);
  });
});
