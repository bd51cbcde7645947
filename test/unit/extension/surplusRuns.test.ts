import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deleteSurplusRuns, surplusRuns } from "../../../src/extension/runs/surplusRuns.ts";
import { readRunSummary } from "../../../src/runfile/summary.ts";
import {
  exampleEnd,
  exampleHeader,
  exampleResult,
  exampleStep,
  exampleStepAt,
  writeExampleRun,
} from "../../support/exampleRun.ts";
import { useFolder } from "../../support/useFolder.ts";

const runs = ["2026-02.fkrun", "2026-01.fkrun", "2026-04.fkrun", "2026-03.fkrun"];
const none = (): boolean => false;

describe("runs that are too many", () => {
  const folder = useFolder({ emptied: true });

  it("are the oldest, and none where all are kept or there are not so many", () => {
    expect(surplusRuns(runs, 1, none)).toEqual(["2026-01.fkrun", "2026-02.fkrun", "2026-03.fkrun"]);
    expect([surplusRuns(runs, 0, none), surplusRuns(runs, 4, none), surplusRuns(runs, 9, none)]).toEqual([[], [], []]);
  });

  it("are never those that the queue has to do with, or that a person has marked, and no younger ones in their place", () => {
    const isSpared = (name: string): boolean => name.startsWith("2026-01");
    expect(surplusRuns(runs, 2, isSpared)).toEqual(["2026-02.fkrun"]);
    expect(surplusRuns(runs, 3, isSpared)).toEqual([]);
  });

  it("are deleted with what lies beside them, but for what waits for votes", async () => {
    const paused = {
      ...exampleHeader,
      specification: { ...exampleHeader.specification, pause: "scored" },
    } as const;
    await writeExampleRun(join(folder, "1.fkrun"), [paused, exampleStep]);
    await writeExampleRun(join(folder, "2.fkrun"), [exampleHeader, ...exampleStepAt(4), exampleResult, exampleEnd]);
    await writeExampleRun(join(folder, "3.fkrun"), [paused, ...exampleStepAt(4), exampleResult, exampleEnd]);
    await writeExampleRun(join(folder, "4.fkrun"), [exampleHeader, ...exampleStepAt(4), exampleResult, exampleEnd]);
    const all = await readdir(folder);
    await deleteSurplusRuns(folder, 1, { summaryOf: readRunSummary, isSpared: none });
    const ofRun = (name: string) => all.filter((file) => file.startsWith(name));
    expect((await readdir(folder)).toSorted()).toEqual([...ofRun("1"), ...ofRun("4")].toSorted());
  });
});
