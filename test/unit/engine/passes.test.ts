import { describe, expect, it } from "vitest";
import { passesOf } from "../../../src/protocol/passes.ts";

describe("the passes of a run", () => {
  it.each([
    ["a plain run", 0, undefined, ["run 1/1"]],
    ["a standardised run", 16, undefined, ["pilot 1/2", "run 2/2"]],
    ["a refined run", 0, 2, ["run 1/3", "refinement 2/3", "refinement 3/3"]],
    ["a run with both", 16, 1, ["pilot 1/3", "run 2/3", "refinement 3/3"]],
  ])("of %s are counted through", (_, standardise, iterations, wanted) => {
    const refine = iterations === undefined ? undefined : { iterations };
    const passes = passesOf({ standardise, refine });
    const refinements = Array.from({ length: iterations ?? 0 }, (__, i) => passes.refinement(i + 1));
    const all = [...(standardise > 0 ? [passes.pilot] : []), passes.run, ...refinements];
    expect(all.map(({ kind, number, count }) => `${kind} ${number}/${count}`)).toEqual(wanted);
  });
});
