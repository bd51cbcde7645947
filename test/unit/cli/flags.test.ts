import { describe, expect, it } from "vitest";
import { parseFlags } from "../../../src/cli/flags.ts";
import { runFlags } from "../../../src/cli/runFlags.ts";
import { specificationOf } from "../../../src/cli/specification.ts";
import type { RewardInfo } from "../../../src/protocol/engine.ts";
import type { RunSpecification } from "../../../src/protocol/specification.ts";

const builtins = ["sentiment", "length"].map((name): RewardInfo => ({
  name,
  source: { kind: "builtin", name },
  accepts: "text",
  description: "",
  hardConstraint: false,
  parameters: {},
}));

function specification(...args: readonly string[]): RunSpecification {
  return specificationOf(parseFlags(args, runFlags), builtins);
}

describe("the flags of a run", () => {
  it("become the specification", () => {
    const all = specification(
      ...["--prompt", "Once", "--reward", "sentiment", "--reward", "length", "--weight", "length=0.5"],
      ...["--param", "length.target=80", "--particles", "4", "--strength", "-2.5", "--ess", "0.7", "--seed", "3"],
    );
    expect(all).toMatchObject({
      prompt: "Once",
      particles: 4,
      strength: -2.5,
      essThreshold: 0.7,
      seed: 3,
      rewards: [
        { source: { name: "sentiment" }, weight: 1, parameters: {} },
        { source: { name: "length" }, weight: 0.5, parameters: { target: "80" } },
      ],
    });
  });

  it("take a path for a reward file", () => {
    expect(specification("--reward", "rewards/x.reward.ts").rewards[0]?.source).toMatchObject({ kind: "file" });
  });

  it.each([
    [/reward/u, []],
    [/nosuch/u, ["--reward", "nosuch"]],
    [/--particles must be a number/u, ["--reward", "length", "--particles", "many"]],
    [/particles/u, ["--reward", "length", "--particles", "0"]],
    [/bogus/u, ["--bogus"]],
    [/--weight/u, ["--reward", "length", "--weight", "length=heavy"]],
    [/sentiment/u, ["--reward", "length", "--weight", "sentiment=2"]],
    [/parameter/u, ["--reward", "length", "--param", "length"]],
  ])("explain %s", (sentence, args) => {
    expect(() => specification(...args)).toThrow(sentence);
  });
});
