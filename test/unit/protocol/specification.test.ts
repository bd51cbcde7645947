import { describe, expect, it } from "vitest";
import { parseSpecification } from "../../../src/protocol/specification.ts";

const least = { model: "stories", rewards: [{ source: { kind: "builtin", name: "sentiment" } }] };

describe("a run specification", () => {
  it("fills in what has a default", () => {
    expect(parseSpecification(least)).toMatchObject({ particles: 8, steps: 64, seed: 0, potential: "difference" });
  });

  it.each([
    ["particles", { particles: 0 }],
    ["particles", { particles: -1 }],
    ["particles", { particles: 1e9 }],
    ["particles", { particles: 2.5 }],
    ["steps", { steps: Number.NaN }],
    ["strength", { strength: Number.POSITIVE_INFINITY }],
    ["essThreshold", { essThreshold: 1.5 }],
    ["potential", { potential: "maximum" }],
    ["rewards", { rewards: [] }],
    ["rewards.0.weight", { rewards: [{ ...least.rewards[0], weight: "1" }] }],
    ["prompt", { prompt: 7 }],
    ["surprise", { surprise: true }],
  ])("names %s when it is wrong", (field, change) => {
    expect(() => parseSpecification({ ...least, ...change })).toThrow(
      expect.objectContaining({ code: "specification-invalid", details: { field } }),
    );
  });

  it("is refused when it is no object at all", () => {
    expect(() => parseSpecification(null)).toThrow(expect.objectContaining({ code: "specification-invalid" }));
  });
});
