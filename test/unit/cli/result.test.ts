import { describe, expect, it } from "vitest";
import { resultJson } from "../../../src/cli/print/result.ts";
import { resultTable } from "../../../src/cli/print/resultTable.ts";
import type { ParticleView } from "../../../src/protocol/particle.ts";
import type { GroupResult, RunResult } from "../../../src/protocol/run.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";

function particle(index: number, group: number, reward: number, parts: readonly number[] = [reward]): ParticleView {
  const text = `Text ${index}.`;
  return {
    modality: "text",
    index,
    group,
    text,
    generated: text,
    pieces: [],
    reward,
    parts,
    weight: 0.5,
    ancestor: index,
  };
}

function groupOf(prompt: string, best: number, draw: number | undefined, strength = 10): GroupResult {
  const step = { step: 4, ess: 1.25, resampled: true, strength: 10, survivors: 2 };
  const scored = [
    { ...step, strength },
    { ...step, step: 8, ess: 2, resampled: false },
  ];
  return { prompt, best, draw, logZ: 0.75, resamplings: 1, scored };
}

const one: RunResult = {
  specification: parseSpecification({
    model: "stories",
    prompt: "A",
    rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }],
    seed: 7,
  }),
  particles: [particle(0, 0, 0.25), particle(1, 0, 0.5)],
  best: 1,
  groups: [groupOf("A", 1, 0)],
  scales: undefined,
  iterations: [],
  forwardPasses: 40,
  seconds: { total: 2, model: 1.5, reward: 0.1, rewards: [0.1], decode: 0.1, loading: 0.3 },
  device: { provider: "cpu", tried: [] },
  runFile: undefined,
};
const two: RunResult = {
  ...one,
  particles: [...one.particles, particle(2, 1, 0.125), particle(3, 1, -Infinity)],
  groups: [groupOf("A", 1, 0), groupOf("B", 2, 2, 2.5)],
};
const unsteered: RunResult = { ...one, specification: { ...one.specification, strength: 0 } };
const refined: RunResult = {
  ...one,
  scales: [{ mean: 0.5, scale: 0.25 }],
  iterations: [
    { iteration: 0, logZ: 1, meanReward: 0.25, bestReward: 0.5, keptReward: 0.5 },
    { iteration: 1, logZ: 2, meanReward: 0.375, bestReward: 0.625, keptReward: 0.125 },
  ],
};

/** One prompt on two islands, of which the second counts for three quarters. */
const islands: RunResult = {
  ...two,
  specification: { ...one.specification, islands: 2 },
  groups: [
    { ...groupOf("A", 1, 0), island: { share: 0.25, logZ: 1.5, isDrawn: false } },
    { ...groupOf("A", 2, 2), island: { share: 0.75, logZ: 1.5, isDrawn: true } },
  ],
};

describe("a result of islands", () => {
  it("has their whole at the top of the JSON, and what each is of it", () => {
    expect(resultJson(islands)).toMatchObject({
      ...{ prompt: "A", logZ: 1.5, draw: 2, best: 1 },
      islands: [{ prompt: "A", logZ: 1.5, shares: [0.25, 0.75], draw: 2 }],
      groups: [{ logZ: 0.75 }, { logZ: 0.75 }],
    });
  });

  it("has the best particle of each prompt's islands in the JSON", () => {
    const prompts = {
      ...islands,
      groups: [...islands.groups, ...islands.groups.map((group) => ({ ...group, best: 3 }))],
    };
    expect(resultJson(prompts)).toMatchObject({ islands: [{ best: 1 }, { best: 3 }] });
  });

  it("is one table, its weights those of the whole, with a row an island below", () => {
    const lines = resultTable(islands).split("\n");
    const row = (start: RegExp): string[] | undefined => lines.find((line) => start.test(line))?.split(/\s{2,}/u);
    expect(row(/^particle/u)).toEqual(["particle", "reward", "weight", "island", "ancestor", "text"]);
    expect(row(/^1 best/u)).toEqual(["1 best", "0.500", "0.125", "1", "1", "Text 1."]);
    expect(row(/^2 draw/u)).toEqual(["2 draw", "0.125", "0.375", "2", "2", "Text 2."]);
    expect(lines.find((line) => line.startsWith("mean reward"))).toMatch(/best 0\.500, log Z 1\.500$/u);
    expect(row(/^ +2 {2}75 %/u)?.slice(-6)).toEqual(["75 %", "−∞", "0.750", "2", "resampled once", "2 of 2"]);
    expect(lines.join("\n")).not.toMatch(/"A"|ESS 1/u);
  });
});

describe("a result as JSON", () => {
  it("has the particles and figures of its one prompt at the top", () => {
    expect(JSON.parse(JSON.stringify(resultJson(one)))).toEqual({
      particles: [
        { text: "Text 0.", reward: 0.25, parts: [0.25], weight: 0.5, ancestor: 0 },
        { text: "Text 1.", reward: 0.5, parts: [0.5], weight: 0.5, ancestor: 1 },
      ],
      best: 1,
      prompt: "A",
      draw: 0,
      logZ: 0.75,
      ess: [1.25, 2],
      strength: [10, 10],
      survivors: [2, 2],
      resamplings: 1,
      forwardPasses: 40,
      seconds: one.seconds,
      seed: 7,
      model: "stories",
      device: one.device,
      findings: [],
    });
  });

  it("has the figures of several prompts each for itself, and says whose a particle is", () => {
    const json = JSON.parse(JSON.stringify(resultJson(two))) as Record<string, unknown>;
    expect(json["groups"]).toMatchObject([
      { prompt: "A", best: 1, draw: 0 },
      { prompt: "B", best: 2, draw: 2, strength: [2.5, 10] },
    ]);
    expect(json["particles"]).toMatchObject([{ group: 0 }, { group: 0 }, { group: 1 }, { group: 1, reward: null }]);
    expect(json).not.toHaveProperty("logZ");
  });

  it("has scales and iterations where there are any", () => {
    expect(resultJson(refined)).toMatchObject({
      scales: refined.scales,
      iterations: [
        { iteration: 0, logZ: 1, meanReward: 0.25 },
        { iteration: 1, conditionalLogZ: 2, meanReward: 0.375 },
      ],
    });
    expect(JSON.stringify(resultJson(refined)).match(/"logZ"/gu)).toHaveLength(2);
    expect(resultJson(one)).not.toHaveProperty("iterations");
  });
});

describe("a result as a table", () => {
  it("tells λ in units of the unsteered reward's spread where that is known", () => {
    expect(resultTable(one)).toContain("stories on cpu, λ 40, seed 7");
    const composition = { kind: "models", model: "/models/other", exponents: [], share: 1 } as const;
    const both = { ...one, specification: { ...one.specification, composition } };
    expect(resultTable(both)).toContain("stories × other on cpu, λ 40, seed 7");
    // Of 0.25 and 0.5: 0.177.
    expect(resultTable(unsteered)).toContain("λ 0: unsteered, the reward spreads by 0.177, and λ 40 is 7.1 spreads");
    expect(resultTable(refined)).toContain("λ 40 spreads of the unsteered reward (raw λ 160.0)");
  });

  it("has the best particle first, and says which is best and which was drawn", () => {
    const lines = resultTable(one).split("\n");
    expect(lines[2]).toMatch(/^1 best +0\.500 +0\.500 +1 +Text 1\.$/u);
    expect(lines[3]).toMatch(/^0 draw +0\.250 +0\.500 +0 +Text 0\.$/u);
    expect(lines).toContain("mean reward 0.375, best 0.500, log Z 0.750");
    expect(lines).toContain("ESS 1.3 2");
    expect(lines).toContain("resampled once; 2 of 2 particles of the start have descendants");
    expect(resultTable(one)).not.toContain("λ 10 10");
  });

  it("folds particles with one text into a row: how many they are, their weight together, all their ancestors", () => {
    const same = [particle(0, 0, 0.25), { ...particle(1, 0, 0.5), text: "Text 0." }, particle(2, 0, 0.125)];
    const table = resultTable({ ...one, particles: same, groups: [groupOf("A", 1, 0)] });
    expect(table.split("\n").slice(2, 4)).toEqual([
      expect.stringMatching(/^1 best draw ×2 +0\.500 +1\.000 +0, 1 +Text 0\.$/u),
      expect.stringMatching(/^2 +0\.125 +0\.500 +2 +Text 2\.$/u),
    ]);
    expect(table).toContain("mean reward 0.292, best 0.500");
  });

  it("has one part a prompt, with λ over the steps where it grows", () => {
    const [a, b] = resultTable(two).split('"B"');
    expect(a).toMatch(/^"A"\n/u);
    expect(a).not.toContain("Text 2.");
    expect(b).toContain("Text 2.");
    expect(b).toMatch(/3 +−∞/u);
    expect(b).toContain("\nλ 2.5 10\n");
  });

  it("shows no λ of a step at which no particle was feasible", () => {
    const never = {
      ...groupOf("A", 1, undefined, 0),
      scored: groupOf("A", 1, undefined, 0).scored.map((step) => ({ ...step, ess: 0 })),
    };
    expect(resultTable({ ...one, groups: [never] })).not.toContain("\nλ ");
    const [first, ...others] = groupOf("A", 1, 0, 2.5).scored;
    const late = { ...groupOf("A", 1, 0), scored: [{ ...first!, ess: 0, strength: 0 }, first!, ...others] };
    expect(resultTable({ ...one, groups: [late] })).toContain("\nλ – 2.5 10\n");
  });

  it("has each reward's own number beside the sum, the pilot's scales, and the refinements", () => {
    const parts = { ...refined, particles: [particle(0, 0, -1, [0.25]), particle(1, 0, 0, [0.5])] };
    const text = resultTable(parts);
    expect(text).toMatch(/particle +reward +sentiment-lexicon +weight/u);
    expect(text).toMatch(/1 best +0\.000 +0\.500/u);
    expect(text).toContain("standardised by a pilot: sentiment-lexicon 0.500 ± 0.250");
    expect(text).toMatch(/iteration +mean reward +best +path kept +log Z/u);
    expect(text).toMatch(/ 0 +0\.250 +0\.500 +0\.500 +1\.000\n/u);
    expect(text).toMatch(/ 1 +0\.375 +0\.625 +0\.125 +\(2\.000\)\n/u);
  });
});
