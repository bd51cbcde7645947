/** A sweep as small multiples: what goes where, and on which common scale. */
import { describe, expect, it } from "vitest";
import { cellsOf, type CellFigures, type EndedCell, type SweepAxes } from "../../../src/protocol/sweep.ts";
import { sweepColumns } from "../../../src/protocol/sweepColumns.ts";
import { sweepRows } from "../../../src/protocol/sweepEstimates.ts";
import { reviveCells } from "../../../webview/host/reviveState.ts";
import { facetsOf, rangeOf, rowAt } from "../../../webview/sweep/facets.ts";

const axes: SweepAxes = {
  strength: [40, 0],
  particles: [2, 8],
  potential: ["difference", "max"],
  seed: [1, 2],
  prompt: ["a", "b"],
};

/** A cell whose reward tells its place. */
function figures(best: number | undefined): CellFigures {
  const rest = { draw: best, mean: best, logZ: 0, survivors: 1, variety: 1, feasible: 1, values: undefined };
  return { ...rest, best, ess: 1, scored: 2, forwardPasses: 3, seconds: 1, excerpt: "text" };
}

const ended: EndedCell[] = cellsOf(axes).map(({ index, strength, particles, seed }) => ({
  cell: index,
  result: { outcome: "done", figures: figures(strength + particles + seed / 10) },
}));

describe("cells of a sweep", () => {
  it("run seed after seed, and of each prompt those with the most particles first", () => {
    const cells = cellsOf(axes);
    expect(cells).toHaveLength(32);
    expect(cells.map(({ index }) => index)).toEqual([...cells.keys()]);
    expect(cells.slice(0, 16).every(({ seed }) => seed === 1)).toBe(true);
    expect(cells.slice(0, 8).map(({ prompt, particles }) => `${prompt}${particles}`)).toEqual([
      ...Array.from({ length: 4 }, () => "a8"),
      ...Array.from({ length: 4 }, () => "a2"),
    ]);
  });
});

describe("small multiples", () => {
  it("have potentials down, prompts across, strengths inside and particles as lines, both rising", () => {
    const facets = facetsOf(axes, ended);
    expect(facets).toMatchObject({ across: "strength", values: [0, 40], lines: [2, 8] });
    expect(facets.grid.map((row) => row.map(({ potential, prompt }) => `${potential} ${prompt}`))).toEqual([
      ["difference a", "difference b"],
      ["max a", "max b"],
    ]);
    const row = rowAt(facets, facets.grid[1]![0]!, 40, 8);
    expect(row).toMatchObject({ strength: 40, particles: 8, potential: "max", prompt: "a", done: 2 });
    expect(row.figures.best!.mean).toBeCloseTo(48.15, 10);
    expect(row.figures.best!.interval![0]).toBeLessThan(48.1);
  });

  it("have particles inside where there is one strength", () => {
    expect(facetsOf({ ...axes, strength: [5] }, [])).toMatchObject({ across: "particles", values: [2, 8], lines: [5] });
  });

  it("are drawn of as many prompts as there is room for; the others are counted", () => {
    const prompt = Array.from({ length: 200 }, (_, i) => `prompt ${i}`);
    const { grid, others } = facetsOf({ ...axes, prompt, strength: [1], particles: [2], seed: [1] }, []);
    expect([grid.length, grid[0]!.length, others]).toEqual([2, 24, 176]);
    expect(facetsOf(axes, ended).others).toBe(0);
  });

  it("have one scale, intervals in it, and none where nothing has ended", () => {
    const facets = facetsOf(axes, ended);
    const [low, high] = rangeOf(facets, "best")!;
    expect(low).toBeLessThan(2.1);
    expect(high).toBeGreaterThan(48.2);
    expect(rangeOf(facetsOf(axes, []), "best")).toBeUndefined();
  });
});

describe("estimates of a sweep", () => {
  it("leave out what failed or has no figure, and say how much they stand on", () => {
    const [first, second] = cellsOf({ ...axes, prompt: ["a"], potential: ["max"], particles: [2], strength: [0] });
    const one = { ...axes, prompt: ["a"], potential: ["max" as const], particles: [2], strength: [0] };
    const failed: EndedCell = {
      cell: second!.index,
      result: { outcome: "failed", error: { code: "reward-threw", message: "no" } },
    };
    const [row] = sweepRows(one, [{ cell: first!.index, result: { outcome: "done", figures: figures(7) } }, failed]);
    expect(row).toMatchObject({ done: 1, failed: 1, figures: { best: { mean: 7, interval: undefined, seeds: 1 } } });
    const [none] = sweepRows(one, [{ cell: first!.index, result: { outcome: "done", figures: figures(undefined) } }]);
    expect(none!.figures.best).toBeUndefined();
  });

  it("take rewards of two values for what they are: no interval leaves their range", () => {
    const one = { ...axes, prompt: ["a"], potential: ["max" as const], particles: [8], strength: [0], seed: [1, 2, 3] };
    const cells = cellsOf(one).map(({ index }): EndedCell => ({
      cell: index,
      result: { outcome: "done", figures: { ...figures(1), values: [0, 1], scored: 8 } },
    }));
    const { interval } = sweepRows(one, cells)[0]!.figures.best!;
    expect(interval![1]).toBe(1);
    expect(interval![0]).toBeLessThan(1);
  });

  it("tell −∞ as it is, in the table and to a page, which gets it as JSON", () => {
    const one = { ...axes, prompt: ["a"], potential: ["max" as const], particles: [8], strength: [0] };
    const cells = cellsOf(one).map(({ index }): EndedCell => ({
      cell: index,
      result: { outcome: "done", figures: { ...figures(1), logZ: index === 0 ? -Infinity : -2 } },
    }));
    const shown = reviveCells(JSON.parse(JSON.stringify(cells)) as EndedCell[]);
    for (const told of [cells, shown]) {
      const [heads, row] = sweepColumns(one, told, "text");
      expect(row![heads!.indexOf("log Z")]).toBe("−∞");
    }
  });

  it("make a table that names the axes that vary", () => {
    const [heads, ...rows] = sweepColumns({ ...axes, prompt: ["a"] }, ended.slice(0, 8), "text");
    expect(heads!.slice(0, 3)).toEqual(["potential", "particles", "λ"]);
    expect(heads).toContain("distinct-2");
    expect(rows).toHaveLength(8);
    expect(rows[0]!.at(-1)).toBe("1 of 2");
  });
});
