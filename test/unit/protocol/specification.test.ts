import { describe, expect, it } from "vitest";
import { parseSpecification } from "../../../src/protocol/specification.ts";

const least = { model: "stories", rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }] };

/** The sentence that refuses `change`. */
function refusal(change: object): string {
  try {
    parseSpecification({ ...least, ...change });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was taken.");
}

describe("a run specification", () => {
  it("leaves open what the model decides", () => {
    const { steps, guidance, sampler } = parseSpecification(least);
    expect([steps, guidance, sampler]).toEqual([undefined, undefined, undefined]);
  });

  it("knows a built-in reward by the name that it had before, and no file", () => {
    const source = (kind: string, name: object): unknown =>
      parseSpecification({ ...least, rewards: [{ source: { kind, ...name } }] }).rewards[0]!.source;
    expect(source("builtin", { name: "sentiment" })).toEqual({ kind: "builtin", name: "sentiment-lexicon" });
    expect(source("file", { path: "/sentiment" })).toEqual({ kind: "file", path: "/sentiment" });
  });

  it("fills in what has a default", () => {
    expect(parseSpecification(least)).toMatchObject({
      particles: 8,
      seed: 0,
      potential: "difference",
    });
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
    ["prompt", { prompt: "x".repeat(1_000_001) }],
    ["otherPrompts.0", { otherPrompts: ["x".repeat(1_000_001)] }],
    ["surprise", { surprise: true }],
    ["strength", { strength: Number.NaN }],
    ["essThreshold", { essThreshold: -0.1 }],
    ["schedule.kind", { schedule: { kind: "sometimes" } }],
    ["schedule.every", { schedule: { kind: "every", every: -1 } }],
    ["schedule.steps", { schedule: { kind: "steps", steps: [] } }],
    ["schedule.steps.1", { schedule: { kind: "steps", steps: [1, 0] } }],
    ["schedule.fractions", { schedule: { kind: "fractions", fractions: [] } }],
    ["schedule.fractions.0", { schedule: { kind: "fractions", fractions: [0] } }],
    ["schedule.fractions.0", { schedule: { kind: "fractions", fractions: [1.5] } }],
    ["schedule.every", { schedule: { kind: "steps", steps: [1], every: 4 } }],
    ["tempering.kind", { tempering: { kind: "quadratic" } }],
    ["tempering.from", { tempering: { kind: "geometric", from: 0 } }],
    ["tempering.essFraction", { tempering: { kind: "adaptive", essFraction: 2 } }],
    ["proposal.kind", { proposal: { kind: "autoregressive" } }],
    ["proposal.cap", { proposal: { kind: "remask-cap", cap: 1.1 } }],
    ["proposal.rescale", { proposal: { kind: "remask-rescale", rescale: -1 } }],
    ["proposal.orderTemperature", { proposal: { kind: "confidence", orderTemperature: Number.NaN } }],
    ["proposal.size", { proposal: { kind: "blocks", size: 0 } }],
    ["proposal.within", { proposal: { kind: "blocks", size: 4, within: "remask-cap" } }],
    ["otherPrompts", { otherPrompts: Array.from({ length: 64 }, () => "again") }],
    ["standardise", { standardise: 1 }],
    ["standardise", { standardise: 5000 }],
    ["refine.iterations", { refine: { iterations: 0 } }],
    ["refine.particle", { refine: { iterations: 1, particle: -1 } }],
    ["truncateContext", { truncateContext: "furthest" }],
  ])("names %s when it is wrong", (field, change) => {
    expect(() => parseSpecification({ ...least, ...change })).toThrow(
      expect.objectContaining({ code: "specification-invalid", details: { field } }),
    );
  });

  it.each([
    [{ strength: Number.NaN }, "strength must be a number, and it is NaN. Change strength and run again."],
    [{ essThreshold: 2 }, "essThreshold must be between 0 and 1, and it is 2."],
    [{ schedule: { kind: "steps", steps: [] } }, "schedule.steps must name a step, and it is []."],
    [
      { schedule: { kind: "sometimes" } },
      'schedule.kind must be of the kind every, steps or fractions, and it is "sometimes"',
    ],
    [{ schedule: 4 }, "schedule must be of the kind every, steps or fractions, and it is 4"],
    [{ tempering: { kind: "adaptive" } }, "tempering.essFraction is missing. Say what it is"],
    [{ proposal: { kind: "remask-cap" } }, "proposal.cap is missing."],
    [
      { proposal: { kind: "remask-cap", cap: 0.5, rescale: 0.5 } },
      "proposal.rescale is no field of a run. Leave it out.",
    ],
    [{ standardise: 1 }, "standardise must be 0 (off) or at least 2, for one particle has no spread, and it is 1."],
    [{ standardise: 5000 }, "standardise must be between 0 and 4096, and it is 5000"],
    [{ refine: {} }, "refine.iterations is missing."],
    [{ surprise: 1 }, "surprise is no field of a run. Leave it out."],
  ])("says what is wrong with %j", (change, sentence) => {
    expect(refusal(change)).toContain(sentence);
  });

  it("shows the beginning of a value that is long", () => {
    const sentence = refusal({ otherPrompts: Array.from({ length: 64 }, () => "again") });
    expect(sentence).toContain('otherPrompts must be at most 63 prompts, and it is ["again","again",');
    expect(sentence.length).toBeLessThan(250);
  });

  it("is refused when it is no object at all", () => {
    expect(() => parseSpecification(null)).toThrow(expect.objectContaining({ code: "specification-invalid" }));
  });
});
