/** Exact guidance and products of prompts, of images. */
import { describe, expect, it } from "vitest";
import { productCases, productMutants, productScores } from "./imageProducts.ts";
import { worst } from "./zScore.ts";

describe("products of an image model's steps", () => {
  it.each(productCases)("$name is steered without bias", async (each) => {
    const scores = await productScores(each, { particles: 8, runs: 400 });
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });
});

describe("the z-test accepts the method and rejects", () => {
  it.each(productMutants)("$mistake", async ({ right, wrong }) => {
    expect(await right()).toBeLessThan(4.5);
    expect(await wrong()).toBeGreaterThan(4.5);
  });
});
