import { describe, expect, it } from "vitest";
import { parseFlags, type Flag } from "../../../src/cli/flags/flags.ts";
import { holdoutOf } from "../../../src/cli/commands/holdout.ts";
import { metricInfo } from "../../../src/engine/reward/metric.ts";
import type { RewardChoice } from "../../../src/protocol/specification.ts";

const flags: readonly Flag[] = [
  { name: "holdout", group: "", kind: "text", placeholder: "", description: "" },
  { name: "holdout-param", group: "", kind: "text", placeholder: "", repeatable: true, description: "" },
];
const metrics = [metricInfo("verifier"), metricInfo("toxicity-twin"), metricInfo("perplexity-twin")];
const builtin = (name: string): RewardChoice => ({ source: { kind: "builtin", name }, weight: 1, parameters: {} });
const holdout = (args: readonly string[], ...rewards: readonly RewardChoice[]) =>
  holdoutOf(parseFlags(args, flags), metrics, rewards);

describe("the holdout reward of a comparison", () => {
  it("is the metric of what is steered by, where none is named", () => {
    expect(holdout([], builtin("length"), builtin("toxicity"))).toEqual(builtin("toxicity-twin"));
    expect(holdout([], builtin("perplexity"))).toEqual(builtin("perplexity-twin"));
    expect(holdout([], builtin("length"))).toBeUndefined();
  });

  it("is the one that is named, or none", () => {
    expect(holdout(["--holdout", "verifier"], builtin("toxicity"))).toEqual(builtin("verifier"));
    expect(holdout(["--holdout", "none"], builtin("toxicity"))).toBeUndefined();
  });

  it("has no parameters where there is none", () => {
    const error = expect.objectContaining({ code: "specification-invalid" });
    expect(() => holdout(["--holdout-param", "a=1"], builtin("length"))).toThrow(error);
    expect(() => holdout(["--holdout", "none", "--holdout-param", "a=1"], builtin("toxicity"))).toThrow(error);
  });
});
