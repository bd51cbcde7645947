import { describe, expect, it } from "vitest";
import { surplusRuns } from "../../../src/extension/runs/surplusRuns.ts";

const runs = ["2026-02.fkrun", "2026-01.fkrun", "2026-04.fkrun", "2026-03.fkrun"];
const none = (): boolean => false;

describe("runs that are too many", () => {
  it("are the oldest, and none where all are kept or there are not so many", () => {
    expect(surplusRuns(runs, 1, none)).toEqual(["2026-01.fkrun", "2026-02.fkrun", "2026-03.fkrun"]);
    expect([surplusRuns(runs, 0, none), surplusRuns(runs, 4, none), surplusRuns(runs, 9, none)]).toEqual([[], [], []]);
  });

  it("are never those that the queue has to do with, or that a person has marked, and no younger ones in their place", () => {
    const isSpared = (name: string): boolean => name.startsWith("2026-01");
    expect(surplusRuns(runs, 2, isSpared)).toEqual(["2026-02.fkrun"]);
    expect(surplusRuns(runs, 3, isSpared)).toEqual([]);
  });
});
