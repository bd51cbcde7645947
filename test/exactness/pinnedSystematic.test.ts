/** 11. The mistake made in steer itself: the stationarity test sees it. */
import { expect, it, vi } from "vitest";
import type { RandomStream } from "../../src/steering/random.ts";
import { systematic } from "../../src/steering/resampling/systematic.ts";
import { defaultPolicy } from "./estimates.ts";
import { stationarityScores } from "./stationarity.ts";
import { worst } from "./zScore.ts";

vi.mock("../../src/steering/resampling/conditional.ts", () => ({
  conditionalMultinomial: (weights: Float64Array, random: RandomStream): Int32Array =>
    systematic(weights, weights.length, random).with(0, 0),
}));

it("11. particle Gibbs that pins a place under systematic resampling does not leave the target as it is", async () => {
  const policy = { ...defaultPolicy, strength: 3, resampling: "always" } as const;
  expect(Math.abs(worst(await stationarityScores(policy, 3, 25_000)))).toBeGreaterThan(4.5);
});
