import { describe, expect, it } from "vitest";
import { colourIndices } from "../../../webview/inspector/lineageColours.ts";
import { lineageHeight, lineageLayout, neighbour, placeAt } from "../../../webview/inspector/lineageLayout.ts";
import { told } from "../steering/genealogyRuns.ts";

const run = told(1, [
  { values: [0, 1, -Infinity, 0.5], ancestors: [1, 1, 1, 3] },
  { values: [2, 2, 2, 2], ancestors: [0, 0, 3, 3] },
  { values: [3, 3, 3, 3] },
]);
const two = {
  ...run,
  groups: [
    { start: 0, count: 2 },
    { start: 2, count: 2 },
  ],
};
const frame = { width: 320, height: 120 };

describe("the layout of a lineage", () => {
  it("lays steps out by when they were, and particles one under the other in their bands", () => {
    const { x, y, bands } = lineageLayout(two, frame);
    expect([...x]).toEqual([110, 210, 310]);
    expect(y[1]! - y[0]!).toBeCloseTo(y[3]! - y[2]!);
    // Room for each band's name above it.
    expect(bands[0]!.top - lineageLayout(run, frame).bands[0]!.top).toBe(16);
    expect(bands[1]!.top - bands[0]!.bottom).toBe(16);
    expect(Math.max(...y)).toBeLessThan(frame.height);
  });

  it("knows of each edge whether it led anywhere and how many it shared its parent with", () => {
    const [first, second] = lineageLayout(run, frame).edges;
    expect([...first!.parents]).toEqual([1, 1, 1, 3]);
    expect([...first!.lives]).toEqual([1, 0, 0, 1]);
    expect(first!.offspring[1]).toBe(3);
    expect([...second!.lives]).toEqual([1, 1, 1, 1]);
  });

  it("finds the particle at a point, and its neighbours by keys, without leaving the drawing", () => {
    const layout = lineageLayout(run, frame);
    expect(placeAt(layout, 205, layout.y[2]! + 3)).toEqual({ at: 1, particle: 2 });
    expect(placeAt(layout, -50, 900)).toEqual({ at: 0, particle: 3 });
    expect(neighbour(layout, { at: 1, particle: 2 }, "ArrowLeft")).toEqual({ at: 0, particle: 2 });
    expect(neighbour(layout, { at: 2, particle: 3 }, "ArrowDown")).toEqual({ at: 2, particle: 3 });
    expect(neighbour(layout, { at: 1, particle: 2 }, "End")).toEqual({ at: 2, particle: 2 });
    expect(neighbour(layout, { at: 1, particle: 2 }, "x")).toBeUndefined();
  });

  it("is as high as its particles need, between bounds", () => {
    const many = told(1, [{ values: Array.from({ length: 256 }, () => 0) }]);
    expect(lineageHeight(run)).toBeLessThan(lineageHeight(many));
    expect(lineageHeight(many)).toBeLessThan(500);
  });
});

describe("the colours of a lineage", () => {
  it("rank values from low to high, −∞ lowest", () => {
    const [first, , last] = colourIndices(run, "reward");
    expect([first![2], first![0], first![1]! > first![0]!]).toEqual([0, 0, true]);
    expect(last![0]).toBe(6);
    const alike = told(1, [{ values: [1, -Infinity] }, { values: [-Infinity, -Infinity] }]);
    expect(colourIndices(alike, "reward").map((indices) => [...indices])).toEqual([
      [3, 0],
      [0, 0],
    ]);
  });

  it("are those of as many particles and steps as a run can have", () => {
    const values = Array.from({ length: 4096 }, (_, n) => n);
    const large = colourIndices(
      told(
        1,
        Array.from({ length: 64 }, () => ({ values })),
      ),
      "reward",
    );
    expect([large[0]![0], large[63]![4095]]).toEqual([0, 6]);
  });

  it("stay in the family", () => {
    expect(colourIndices(run, "ancestor").map((indices) => [...indices])).toEqual([
      [0, 1, 2, 3],
      [1, 1, 1, 3],
      [1, 1, 3, 3],
    ]);
  });
});
