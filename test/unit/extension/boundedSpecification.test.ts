import { describe, expect, it } from "vitest";
import { boundedSpecification } from "../../../src/extension/runs/boundedSpecification.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";

const sentiment = { source: { kind: "builtin" as const, name: "sentiment-lexicon" } };
const usual = parseSpecification({ model: "stories", rewards: [sentiment], steps: 64 });

describe("what a file of strangers asks for", () => {
  it("stays as it is where a machine bears it", () => {
    expect(boundedSpecification(usual)).toEqual({ specification: usual, lowered: [] });
  });

  it("is bounded, and what it asked for is told", () => {
    const { specification, lowered } = boundedSpecification(
      parseSpecification({
        ...usual,
        particles: 4096,
        islands: 64,
        steps: 10_000,
        candidates: 64,
        refine: { iterations: 1000 },
        rewards: Array.from({ length: 32 }, () => sentiment),
        otherPrompts: Array.from({ length: 63 }, () => "a"),
      }),
    );
    expect(specification).toMatchObject({ particles: 64, islands: 8, steps: 256, candidates: 16, model: "stories" });
    expect(specification).toMatchObject({ refine: { iterations: 16 }, seed: usual.seed });
    expect([specification.rewards.length, specification.otherPrompts.length]).toEqual([8, 7]);
    expect(lowered).toEqual([
      "4096 particles instead of 64",
      "64 islands instead of 8",
      "10000 steps instead of 256",
      "64 candidates instead of 16",
      "32 rewards instead of 8",
      "64 prompts instead of 8",
      "1000 iterations instead of 16",
    ]);
  });

  it("has no more rewards than a run may have", () => {
    const rewards = Array.from({ length: 33 }, () => sentiment);
    expect(() => parseSpecification({ ...usual, rewards })).toThrow("rewards must be at most 32 rewards");
  });
});
