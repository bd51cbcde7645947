import { expect, it } from "vitest";
import { scalesOf } from "../../../../src/engine/run/pilot.ts";

it("says of a reward without a scale what it is, as numbers are told elsewhere", () => {
  const told: string[] = [];
  const warn = (message: string): void => void told.push(message);
  const constant = { name: "constant", hardConstraint: false };
  expect(scalesOf([constant], [[0.1 + 0.2], [0.1 + 0.2]], warn)).toEqual([{ mean: 0.1 + 0.2, scale: 1 }]);
  scalesOf([constant], [[-1e-7], [-1e-7]], warn);
  expect(told).toEqual([
    expect.stringMatching(/^The reward constant is 0\.300 for every particle of the pilot,/),
    expect.stringMatching(/^The reward constant is −1\.00e−7 for every particle of the pilot,/),
  ]);
});
