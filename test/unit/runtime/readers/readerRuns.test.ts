import { describe, expect, it } from "vitest";
import { plannedRuns, widthOf } from "../../../../src/runtime/readers/readerRuns.ts";

const rules = { step: 8, window: 20, length: undefined, rowsAt: (width: number) => Math.floor(32 / width) };

describe("rows that run together", () => {
  it("are of one width, at most as many as a run takes, each once", () => {
    expect(plannedRuns([3, 9, 8, 1, 5, 7, 16], rules)).toEqual([
      { width: 8, places: [0, 2, 3, 4] },
      { width: 8, places: [5] },
      { width: 16, places: [1, 6] },
    ]);
    expect(plannedRuns([], rules)).toEqual([]);
  });

  it("are filled up no further than the window, and to the length that the graph fixes", () => {
    expect(widthOf(17, rules)).toBe(20);
    expect(widthOf(17, { ...rules, step: 1 })).toBe(17);
    expect(widthOf(3, { ...rules, length: 20 })).toBe(20);
  });
});
