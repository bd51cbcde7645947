import { describe, expect, it } from "vitest";
import { SteeringError } from "../../../src/errors.ts";
import { flagNamed } from "../../../src/cli/flags/flagNamed.ts";
import { createScheduler } from "../../../src/diffusion/schedulers/schedulerChoice.ts";
import { parseFlags } from "../../../src/cli/flags/flags.ts";
import { runFlags } from "../../../src/cli/flags/runFlags.ts";
import { sharingOf, specificationOf } from "../../../src/cli/flags/specification.ts";
import { checkPopulation } from "../../../src/engine/run/checkRun.ts";
import type { RewardInfo } from "../../../src/protocol/engine.ts";
import { runSpecificationSchema, type RunSpecification } from "../../../src/protocol/specification.ts";

const builtins = ["sentiment-lexicon", "length"].map((name): RewardInfo => ({
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
      ...["--prompt", "Once", "--reward", "sentiment-lexicon", "--reward", "length", "--weight", "length=0.5"],
      ...["--param", "length.target=80", "--particles", "4", "--strength", "-2.5", "--ess", "0.7", "--seed", "3"],
    );
    expect(all).toMatchObject({
      prompt: "Once",
      islands: 2,
      particles: 2,
      strength: -2.5,
      essThreshold: 0.7,
      seed: 3,
      rewards: [
        { source: { name: "sentiment-lexicon" }, weight: 1, parameters: {} },
        { source: { name: "length" }, weight: 0.5, parameters: { target: "80" } },
      ],
    });
  });

  it("know a built-in reward by the name that it had before", () => {
    const former = ["--reward", "sentiment", "--reward", "length", "--reward", "sentiment"];
    const said = ["--weight", "sentiment=2", "--weight", "sentiment#2=3", "--weight", "length=0.5"];
    expect(specification(...former, ...said).rewards).toMatchObject([
      { source: { name: "sentiment-lexicon" }, weight: 2 },
      { source: { name: "length" }, weight: 0.5 },
      { source: { name: "sentiment-lexicon" }, weight: 3 },
    ]);
    // A file of that name is what was named where the run has it.
    const mine = ["--reward", "sentiment-lexicon", "--reward", "./sentiment.reward.ts", "--weight", "sentiment=2"];
    expect(specification(...mine).rewards.map(({ weight }) => weight)).toEqual([1, 2]);
  });

  it.each([
    [["--every", "8"], { schedule: { kind: "every", every: 8 } }],
    [
      ["--every", "8", "--score-first", "16", "--score-last", "48"],
      { schedule: { kind: "every", every: 8, first: 16, last: 48 } },
    ],
    [["--score-first", "24"], { schedule: { kind: "every", every: 0, first: 24 } }],
    [["--score-steps", "16, 32,48"], { schedule: { kind: "steps", steps: [16, 32, 48] } }],
    [["--score-fractions", "0.25,0.5"], { schedule: { kind: "fractions", fractions: [0.25, 0.5] } }],
    [[], { schedule: { kind: "every", every: 0 } }],
    [["--tempering", "linear"], { tempering: { kind: "linear" } }],
    [["--tempering", "geometric", "--tempering-from", "0.1"], { tempering: { kind: "geometric", from: 0.1 } }],
    [["--tempering", "adaptive", "--tempering-ess", "0.7"], { tempering: { kind: "adaptive", essFraction: 0.7 } }],
    [["--proposal", "first-hitting"], { proposal: { kind: "first-hitting" } }],
    [["--proposal", "remask-cap", "--cap", "0.2"], { proposal: { kind: "remask-cap", cap: 0.2 } }],
    [["--proposal", "remask-rescale", "--rescale", "0.3"], { proposal: { kind: "remask-rescale", rescale: 0.3 } }],
    [
      ["--proposal", "confidence", "--order-temperature", "0.5"],
      { proposal: { kind: "confidence", orderTemperature: 0.5 } },
    ],
    [
      ["--proposal", "blocks", "--block-size", "8"],
      { proposal: { kind: "blocks", size: 8, within: "ancestral", orderTemperature: 0 } },
    ],
    [
      ["--proposal", "blocks", "--block-size", "8", "--block-rule", "confidence", "--order-temperature", "1"],
      { proposal: { kind: "blocks", size: 8, within: "confidence", orderTemperature: 1 } },
    ],
    [["--proposal", "threshold", "--threshold", "0.8"], { proposal: { kind: "threshold", threshold: 0.8 } }],
    [["--proposal", "factor", "--factor", "1.5"], { proposal: { kind: "factor", factor: 1.5 } }],
    [["--proposal", "entropy", "--entropy-bound", "0.5"], { proposal: { kind: "entropy", bound: 0.5 } }],
    [["--proposal", "klass", "--divergence", "0.1"], { proposal: { kind: "klass", threshold: 0.9, divergence: 0.1 } }],
    [["--proposal", "planned", "--planning", "0.5"], { proposal: { kind: "planned", planning: 0.5 } }],
    [
      ["--proposal", "dilated", "--stride", "8", "--block-rule", "threshold", "--threshold", "0.7"],
      { proposal: { kind: "dilated", stride: 8, within: "threshold", threshold: 0.7 } },
    ],
    [["--prompt", "a", "--prompt", "b", "--prompt", "a"], { prompt: "a", otherPrompts: ["b", "a"] }],
    [["--standardise", "16"], { standardise: 16 }],
    [[], { islands: 4, particles: 2, candidates: 4, essThreshold: 0.75 }],
    [["--particles", "6", "--candidates", "2"], { islands: 3, particles: 2, candidates: 2, essThreshold: 0.75 }],
    [["--islands", "1"], { islands: 1, particles: 8, candidates: 4 }],
    [["--preset", "paper"], { islands: 1, particles: 8, candidates: 1, essThreshold: 0.5, strength: 40 }],
    [
      ["--preset", "balanced", "--particles", "12", "--strength", "5", "--score-first", "16"],
      { islands: 4, particles: 3, candidates: 4, strength: 5, schedule: { kind: "every", every: 0, first: 16 } },
    ],
    [["--preset", "balanced", "--islands", "2", "--particles", "5"], { islands: 2, particles: 5, candidates: 4 }],
    [["--preset", "strongest"], { islands: 1, particles: 8, candidates: 8 }],
    [["--preset", "Balanced"], { islands: 4, particles: 2, candidates: 4 }],
    [["--preset", "VARIED"], { resampling: "never", candidates: 8 }],
    [["--preset", "varied", "--resampling", "adaptive", "--ess", "0.6"], { resampling: "adaptive", essThreshold: 0.6 }],
    [["--sampler", "flow-match"], { sampler: { kind: "flow-match", stochastic: true } }],
    [["--sampler", "flow-match", "--without-noise"], { sampler: { kind: "flow-match", stochastic: false } }],
    [["--truncate-context"], { truncateContext: "nearest" }],
    [["--refine", "3"], { refine: { iterations: 3 } }],
    [["--refine", "3", "--refine-particle", "0"], { refine: { iterations: 3, particle: 0 } }],
  ])("set what they say: %j", (args, wanted) => {
    expect(specification("--reward", "length", ...args)).toMatchObject(wanted);
  });

  it("bound the particles of all islands together", () => {
    const begun =
      (...args: string[]): unknown =>
      () =>
        checkPopulation(specification("--reward", "length", ...args));
    expect(begun("--islands", "4", "--particles", "1024")).not.toThrow();
    expect(begun("--islands", "3", "--particles", "2000")).toThrow(
      "must be at most 4096 on all islands together, and they are 3 × 2000 = 6000.",
    );
  });

  it.each([
    [[], undefined],
    [["--particles", "7"], "7 particles cannot be shared equally by 4 islands of two or more, and are one population."],
    [["--particles", "10"], "10 particles cannot be shared equally by 4 islands of two or more, and are on 2 islands."],
    [["--particles", "1"], "1 particle cannot be shared equally by 4 islands of two or more, and is one population."],
    [["--particles", "7", "--islands", "1"], undefined],
    [["--particles", "7", "--preset", "strongest"], undefined],
  ])("tell what a preset does with particles that its islands cannot share: %j", (args, note) => {
    expect(sharingOf(parseFlags(["--reward", "length", ...args], runFlags))).toBe(note);
  });

  it("set every field of a specification", () => {
    // What every run has, and what has a flag that names no field.
    const others = ["model", "prompt", "otherPrompts", "rewards", "truncateContext"];
    const set = runFlags.flatMap(({ field }) => (field === undefined ? [] : [field.split(".")[0]!]));
    expect(new Set([...set, ...others])).toEqual(new Set(Object.keys(runSpecificationSchema.entries)));
  });

  it.each([
    [["--cap", "0.2"], "--cap needs --proposal remask-cap."],
    [["--proposal", "blocks", "--block-size", "8", "--cap", "0.2"], "--cap needs --proposal remask-cap."],
    [["--rescale", "0.2"], "--rescale needs --proposal remask-rescale."],
    [["--order-temperature", "1"], "--order-temperature needs --proposal confidence or --block-rule confidence."],
    [["--block-size", "8"], "--block-size needs --proposal blocks."],
    [["--block-rule", "confidence"], "--block-rule needs --proposal dilated or --proposal blocks."],
    [["--tempering-from", "0.1"], "--tempering-from needs --tempering geometric."],
    [["--tempering", "linear", "--tempering-ess", "0.5"], "--tempering-ess needs --tempering adaptive."],
    [["--resampling", "always", "--ess", "0.5"], "--ess needs --resampling adaptive."],
    [["--preset", "varied", "--ess", "0.6"], "--ess needs --resampling adaptive: the preset varied has never."],
    [["--sampler", "lcm", "--without-noise"], "--without-noise needs --sampler flow-match."],
    [["--refine-particle", "0"], "--refine-particle needs --refine."],
    [["--score-steps", "8", "--score-last", "8"], "--score-last and --score-steps exclude each other."],
    [["--score-fractions", "1", "--score-first", "8"], "--score-first and --score-fractions exclude each other."],
    [["--every", "4", "--score-steps", "8"], "--every and --score-steps exclude each other. Give one of them."],
    [["--score-fractions", "1", "--score-steps", "8"], "--score-steps and --score-fractions exclude each other."],
    [["--proposal", "remask-cap"], "--proposal remask-cap needs --cap. See --help."],
    [["--proposal", "remask-rescale"], "--proposal remask-rescale needs --rescale. See --help."],
    [["--proposal", "blocks"], "--proposal blocks needs --block-size. See --help."],
    [["--tempering", "geometric"], "--tempering geometric needs --tempering-from. See --help."],
    [["--tempering", "adaptive"], "--tempering adaptive needs --tempering-ess. See --help."],
    [["--score-steps", "8,,9"], '--score-steps must be numbers with commas between them, and it is "8,,9".'],
  ])("do not go together as in %j", (args, sentence) => {
    expect(() => specification("--reward", "length", ...args)).toThrow(sentence);
  });

  it.each([
    [["--cap", "2", "--proposal", "remask-cap"], "--cap must be between 0 and 1, and it is 2. Change --cap and"],
    [["--ess", "NaN"], "--ess must be a number"],
    [["--ess", "2"], "--ess must be between 0 and 1, and it is 2. Change --ess and run again."],
    [["--strength", "Infinity"], "--strength must be finite, and it is Infinity."],
    [["--score-steps", "0"], "--score-steps must be between 1 and 10000, and it is 0."],
    [["--proposal", "diffuse"], "--proposal must be of the kind ancestral, first-hitting"],
    [["--tempering", "cool"], "--tempering must be of the kind constant, linear, geometric or adaptive"],
    [["--standardise", "1"], "--standardise must be 0 (off) or at least 2"],
    [["--refine", "0"], "--refine must be between 1 and 1000"],
  ])("are named when their value is wrong: %j", (args, sentence) => {
    const named = (): void => {
      try {
        specification("--reward", "length", ...args);
      } catch (error) {
        throw flagNamed(error, runFlags);
      }
    };
    expect(named).toThrow(sentence);
  });

  it("are named where another part of the product refuses the value that they set", () => {
    const config = { file: "scheduler_config.json", values: { _class_name: "DDIMScheduler" } };
    const choose = (): void => {
      try {
        createScheduler({ config, choice: { kind: "flow-match", stochastic: true }, steps: 8 });
      } catch (error) {
        throw flagNamed(error, runFlags);
      }
    };
    expect(choose).toThrow(
      /^--sampler flow-match does not suit this model, .* Choose --sampler ddim, --sampler ddpm or --sampler euler-ancestral\.$/u,
    );
  });

  it("name the flag of a reward's parameter, whatever is wrong with that", () => {
    const details = { reward: "/w/rewards/mood.reward.ts", field: "rewards.1.parameters.words" };
    const named = flagNamed(new SteeringError("model-missing", "There is no such model.", { details }), runFlags);
    expect((named as Error).message).toBe("There is no such model. On the command line: --param mood.words=…");
  });

  it("take a path for a reward file", () => {
    expect(specification("--reward", "rewards/x.reward.ts").rewards[0]?.source).toMatchObject({ kind: "file" });
  });

  it.each([
    [/reward/u, []],
    [/nosuch/u, ["--reward", "nosuch"]],
    [/--particles must be a number/u, ["--reward", "length", "--particles", "many"]],
    [/particles/u, ["--reward", "length", "--particles", "0"]],
    [/^There is no flag --bogus\. See --help\.$/u, ["--bogus"]],
    [/^There is no flag --partciles\. Did you mean --particles\? See --help\.$/u, ["--partciles", "4"]],
    [/^There is no flag --promt\. Did you mean --prompt\?/u, ["--promt=Once"]],
    [/^There is no flag -n\. See --help\.$/u, ["-n", "4"]],
    [/^--particles needs a value\./u, ["--particles", "--reward", "length"]],
    [/^--prompt needs a value\. One that begins with a dash is written --prompt=-…/u, ["--prompt", "-- a list"]],
    [/^--seed needs a value\./u, ["--reward", "length", "--seed"]],
    [/^--truncate-context takes no value\./u, ["--truncate-context=yes"]],
    [/^"upon" belongs to no flag\. Put a value with spaces in quotes\./u, ["--prompt", "Once", "upon", "a", "time"]],
    [/--weight/u, ["--reward", "length", "--weight", "length=heavy"]],
    [/sentiment-lexicon/u, ["--reward", "length", "--weight", "sentiment-lexicon=2"]],
    [/parameter/u, ["--reward", "length", "--param", "length"]],
  ])("explain %s", (sentence, args) => {
    expect(() => specification(...args)).toThrow(sentence);
  });
});
