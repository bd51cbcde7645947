/** A run as a command: read back by the command line itself, it is the same run. */
import { describe, expect, it } from "vitest";
import { parseFlags } from "../../../src/cli/flags/flags.ts";
import { runFlags } from "../../../src/cli/flags/runFlags.ts";
import { specificationOf } from "../../../src/cli/flags/specification.ts";
import { runCommandOf } from "../../../src/extension/runs/runCommandLine.ts";
import type { RewardInfo } from "../../../src/protocol/engine.ts";
import { presetNames, presetSettings, usualPreset } from "../../../src/protocol/presets.ts";
import { parseSpecification, type RunRequest } from "../../../src/protocol/specification.ts";

const builtins = ["sentiment-lexicon", "length"].map((name) => ({ name })) as unknown as RewardInfo[];
const sentiment = { source: { kind: "builtin", name: "sentiment-lexicon" } } as const;

/** As a shell splits it. */
function words(command: string): string[] {
  return [...command.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/gu)].map(([, inQuotes, bare]) =>
    (inQuotes ?? bare ?? "").replaceAll("'\\''", "'"),
  );
}

const requests: Record<string, RunRequest> = {
  "the defaults": { model: "stories", rewards: [sentiment] },
  "prompts, weights and parameters": {
    model: "stories",
    prompt: "It's raining, isn't it?",
    otherPrompts: ["$HOME and `more`"],
    rewards: [
      { ...sentiment, weight: 2 },
      {
        source: { kind: "file", path: "/w/my rewards/cheerful.reward.ts" },
        weight: -0.5,
        parameters: { words: "dog, sun" },
      },
    ],
    particles: 16,
    seed: 7,
    strength: -3.5,
  },
  "a reward twice": {
    model: "stories",
    rewards: [
      { ...sentiment, parameters: { of: "a" } },
      { source: { kind: "builtin", name: "length" }, weight: 3 },
      { ...sentiment, weight: 2, parameters: { of: "b" } },
    ],
  },
  "prompts that look like flags, and of several lines": {
    model: "stories",
    prompt: "--help",
    otherPrompts: ["-x of y\n--seed 3", "-"],
    rewards: [sentiment],
  },
  "choices that come with values": {
    model: "stories",
    rewards: [sentiment],
    schedule: { kind: "steps", steps: [4, 8, 64] },
    tempering: { kind: "adaptive", essFraction: 0.4 },
    proposal: { kind: "remask-cap", cap: 0.1 },
    refine: { iterations: 3, particle: 1 },
  },
  "a first scored step": { model: "stories", rewards: [sentiment], schedule: { kind: "every", every: 2, first: 24 } },
  "two models that have an equal say": {
    model: "stories",
    rewards: [sentiment],
    composition: { kind: "models", model: "/models/-my other", exponents: [], share: 1 },
  },
  "two models, of which one leads away": {
    model: "stories",
    rewards: [sentiment],
    composition: { kind: "models", model: "owner/other", exponents: [-0.5, 2], share: 0.5 },
  },
  ...Object.fromEntries(
    presetNames.flatMap((name) =>
      [6, 7, 8].map((particles) => [
        `${particles} particles of a preset: ${name}`,
        { model: "stories", rewards: [sentiment], ...presetSettings(name, particles) },
      ]),
    ),
  ),
  "islands that no preset has": { model: "stories", rewards: [sentiment], islands: 3, particles: 8, candidates: 2 },
  "a preset but for one setting": {
    model: "stories",
    rewards: [sentiment],
    ...presetSettings("strongest", 8),
    strength: 10,
  },
  "a sampler without its noise": {
    model: "tiny-flow",
    rewards: [sentiment],
    sampler: { kind: "flow-match", stochastic: false },
  },
  images: {
    model: "emoji-scenes",
    prompt: "a red heart",
    rewards: [{ source: { kind: "builtin", name: "length" } }],
    sampler: { kind: "ddim", eta: 0.5 },
    guidance: 2,
  },
};

describe("the command of a run", () => {
  it.each(Object.entries(requests))("makes the same run again: %s", (_, request) => {
    const [program, command, ...args] = words(runCommandOf(request));
    expect([program, command]).toEqual(["fk-steer", "run"]);
    expect(specificationOf(parseFlags(args, runFlags), builtins)).toEqual(parseSpecification(request));
  });

  it("leaves out what another setting makes meaningless, which the command line would refuse", () => {
    const asked = { model: "stories", rewards: [sentiment], ...presetSettings("balanced", 8), essThreshold: 0.5 };
    const [, , ...args] = words(runCommandOf({ ...asked, resampling: "always" }));
    expect(args).not.toContain("--ess");
    expect(specificationOf(parseFlags(args, runFlags), builtins)).toMatchObject({ resampling: "always", islands: 4 });
    const dilated = {
      kind: "dilated",
      stride: 2,
      within: "first-hitting",
      orderTemperature: 1,
      confidence: "dream",
    } as const;
    const command = runCommandOf({ model: "stories", rewards: [sentiment], proposal: dilated });
    expect(command).not.toMatch(/--(?:order-temperature|confidence)/u);
  });

  it("says weights and parameters of a reward whose name begins with a dash", () => {
    const source = { kind: "file", path: "/w/-x.js" } as const;
    const request = { model: "stories", rewards: [{ source, weight: 2, parameters: { a: 1 } }] };
    expect(runCommandOf(request)).toContain("--weight=-x=2 --param=-x.a=1");
  });

  it("says only what is other than the default", () => {
    const shortest = "fk-steer run --model stories --prompt '' --reward sentiment-lexicon";
    expect(runCommandOf(requests[`8 particles of a preset: ${usualPreset}`]!)).toBe(shortest);
    expect(runCommandOf(requests["7 particles of a preset: varied"]!)).toBe(
      `${shortest} --preset varied --particles 7`,
    );
    expect(runCommandOf(requests["a preset but for one setting"]!)).toBe(
      `${shortest} --preset strongest --strength 10`,
    );
  });
});
