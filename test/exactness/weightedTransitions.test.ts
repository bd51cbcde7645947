/** Targets that are reached by weighted transitions: powers, products, exact guidance, nested candidates. */
import { describe, expect, it } from "vitest";
import { weightedCases, weightedMutants, weightedScores } from "./weightedTransitions.ts";
import { worst } from "./zScore.ts";

describe("weighted transitions", () => {
  it.each(weightedCases)("$name is steered without bias", async (each) => {
    const scores = await weightedScores(each, { particles: 8, runs: 500 });
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });
});

describe("the z-test accepts the method and rejects", () => {
  it.each(weightedMutants)("$mistake", async ({ right, wrong }) => {
    expect(await right()).toBeLessThan(4.5);
    expect(await wrong()).toBeGreaterThan(4.5);
  });
});
