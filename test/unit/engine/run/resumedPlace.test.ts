import { describe, expect, it } from "vitest";
import { resumedPlace, type Resumption } from "../../../../src/engine/run/resumption.ts";
import { branchCloud } from "../../../../src/steering/cloud.ts";

/** Scored at steps 2, 4 … up to `last`. */
function reached(last: number): Parameters<typeof resumedPlace>[0] {
  return {
    lastOfRun: last === 0 ? undefined : last / 2 - 1,
    keyOf: (index) => ({ iteration: 0, step: 2 * index + 2 }),
  };
}

const after = (step: number): Resumption => ({
  kind: "step",
  start: branchCloud(step, [{}], [{ key: "g", particles: 2 }]),
  before: { lineage: new Int32Array(), groups: [], isVoted: false },
  paths: undefined,
});

describe("where a resumed run goes on", () => {
  it("is told as the place that was found, and why it is not the newest", () => {
    expect(resumedPlace(reached(4), after(4), 8)).toEqual({ words: "Resumed after step 4", isBefore: false });
    expect(resumedPlace(reached(8), after(6), 8)).toEqual({ words: "Resumed after step 6", isBefore: false });
    expect(resumedPlace(reached(0), undefined, 8)).toEqual({ words: "Resumed from its beginning", isBefore: false });
    expect(resumedPlace(reached(6), after(4), 8)).toMatchObject({
      words: expect.stringMatching(/^Resumed after step 4, since the particles of step 6 are gone/u),
      isBefore: true,
    });
    // As of a run to be refined whose path is gone, too.
    expect(resumedPlace(reached(8), undefined, 8)).toMatchObject({
      words: expect.stringMatching(/^Resumed from its beginning, since the particles of step 6 are gone/u),
      isBefore: true,
    });
  });
});
