import { describe, expect, it } from "vitest";
import { comparisonDocument } from "../../../src/extension/documents/comparisonDocument.ts";
import { comparisonMessage } from "../../../src/extension/runs/progressMessage.ts";
import { intervalChart } from "../../../src/extension/compare/intervalChart.ts";
import type { CloudFigures, ComparisonResult, Estimate } from "../../../src/protocol/comparison.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";

const around = (mean: number, half = 0.125): Estimate => ({ mean, interval: [mean - half, mean + half], seeds: 10 });
const cloud = (mean: number): CloudFigures<Estimate | undefined> => ({
  mean: around(mean),
  best: around(mean),
  spread: around(mean),
  diversity: [around(mean), around(mean), around(mean)],
  pixelDistance: undefined,
  feasible: around(1, 0),
  holdoutMean: undefined,
  executedCalls: around(300, 10),
  seconds: around(2),
});
const scores = (mean: number) => ({ reward: around(mean), holdout: undefined });

const result: ComparisonResult = {
  specification: parseSpecification({
    model: "stories",
    prompt: "Once | upon",
    rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }],
  }),
  holdout: undefined,
  nominalCalls: 512,
  outputs: { base: scores(0.25), "best-of-n": scores(0.5), fk: scores(0.75), "fk-draw": scores(-0.5) },
  clouds: { unsteered: cloud(0.25), steered: cloud(0.5) },
  differences: [
    { of: "fk", minus: "best-of-n", reward: around(0.25), holdout: undefined },
    { of: "fk-draw", minus: "base", reward: around(0.0625), holdout: undefined },
    { of: "best-of-n", minus: "base", reward: { mean: 1, interval: undefined, seeds: 1 }, holdout: undefined },
  ],
  bestOf: 8,
  scales: undefined,
  conclusion: ["Steering is better."],
  seeds: [
    {
      seed: 7,
      outputs: { base: scores(0), "best-of-n": scores(0), fk: scores(0), "fk-draw": scores(0) } as never,
      texts: { base: "a\n| b", "best-of-n": "<b>bold</b>", fk: "[link](command:x)", "fk-draw": undefined },
      clouds: { unsteered: cloud(0), steered: cloud(0) } as never,
      values: { reward: undefined, holdout: undefined },
      scored: 16,
    },
  ],
  images: undefined,
  seconds: { total: 40, loading: 1 },
  device: { provider: "cpu", tried: [] },
};

describe("a comparison's document", () => {
  const lines = comparisonDocument(result, { figures: "x.json", warnings: ["Mind *this*."] }).split("\n");

  it("begins with what follows, and what to mind", () => {
    expect(lines.slice(0, 5)).toEqual([
      "# Steering compared with best-of-N",
      "",
      "Steering is better.",
      "",
      "> **Warning:** Mind \\*this\\*\\.",
    ]);
  });

  it("has every output with its interval, and whether the differences' intervals hold 0", () => {
    expect(lines).toContain("| best-of-n: the best of 8 unsteered | 0.500 [0.375, 0.625] |");
    expect(lines).toContain("| fk-draw: a steered output drawn by weight | −0.500 [−0.625, −0.375] |");
    expect(lines).toContain("| fk − best-of-n | 0.250 [0.125, 0.375] | above 0 |");
    expect(lines).toContain("| fk-draw − base | 0.063 [−0.063, 0.188] | holds 0 |");
    expect(lines).toContain("| best-of-n − base | 1.000 | none: one seed |");
    expect(lines).toContain("| denoiser calls a seed, nominal | 512 | 512 |");
    expect(lines.join("\n")).toContain("[x.json](x.json)");
  });

  it("shows images in a row, and how far they are apart", () => {
    const png = { modality: "image", width: 2, height: 2, png: "iVBORw0KGgo=" } as const;
    const images = { base: png, "best-of-n": png, fk: png, "fk-draw": undefined };
    const steered = { ...cloud(0.5), pixelDistance: around(0.2) };
    const shown = comparisonDocument(
      { ...result, images, clouds: { ...result.clouds, steered } },
      { figures: "x.json", warnings: [] },
    );
    expect(shown).toContain("## Images of seed 7");
    expect(shown.match(/<img src="data:image\/png;base64,iVBORw0KGgo=" width="160" alt="[^"<>]+">/gu)).toHaveLength(3);
    expect(shown).toContain("| pixel distance | – | 0.200 [0.075, 0.325] |");
    expect(shown).not.toMatch(/distinct|Texts of/u);
  });

  it("leaves out what there is none of: a holdout, a constraint that all meet", () => {
    expect(lines.filter((line) => /holdout|constraint/u.test(line))).toEqual([]);
  });

  it("shows texts as text: no line of them can break the table, link or run anything", () => {
    expect(lines).toContain("| base: one unsteered output | a \\| b |");
    expect(lines).toContain("| best-of-n: the best of 8 unsteered | \\<b\\>bold\\</b\\> |");
    expect(lines).toContain("| fk: the best of 8 steered | \\[link\\]\\(command:x\\) |");
    expect(lines).toContain("- stories on cpu, after “Once \\| upon”");
  });
});

describe("a chart of intervals", () => {
  it("puts all on one axis, the mean between its ends", () => {
    const [first, second, axis] = intervalChart([
      ["a", { mean: 0.25, interval: [0, 0.5], seeds: 2 }],
      ["long", { mean: 1, interval: [0.5, 1], seeds: 2 }],
    ]).split("\n") as [string, string, string];
    expect(first).toMatch(/^a {5}├─+●─+┤$/u);
    // A mean at the end of its interval is seen, too.
    expect(second).toMatch(/^long {2} +├─+●$/u);
    expect(second.indexOf("├")).toBeGreaterThanOrEqual(first.indexOf("┤") - 1);
    expect(axis).toMatch(/^ {6}0\.000 +1\.000$/u);
    expect(axis).toHaveLength(second.length);
  });

  it("tells the ends of rewards that are next to 0 apart", () => {
    const [, axis] = intervalChart([["a", { mean: -2e-5, interval: [-3e-5, 1e-5], seeds: 2 }]]).split("\n");
    expect(axis).toMatch(/^ {3}−3\.00e−5 +1\.00e−5$/u);
  });

  it("shows a mean without an interval as a point, and nothing where all are the same or none is", () => {
    const points = [0, 1].map((mean) => [`${mean}`, { mean, interval: undefined, seeds: 1 }] as const);
    expect(
      intervalChart([...points, ["none", undefined]])
        .split("\n")
        .slice(0, 3),
    ).toEqual(["0     ●", `1     ${" ".repeat(47)}●`, "none"]);
    expect(intervalChart([["a", around(1, 0)]])).toBe("");
    expect(intervalChart([["a", undefined]])).toBe("");
  });
});

describe("a comparison's progress", () => {
  const progress = {
    kind: "progress",
    seed: 9,
    number: 3,
    seeds: 10,
    cloud: "steered",
    step: 12,
    steps: 64,
    done: 0.2,
    secondsLeft: 33.2,
  } as const;

  it("says which seed, which particles, which step, and the time left once it can be told", () => {
    expect(comparisonMessage(progress)).toBe("seed 3 of 10 · steered, step 12 of 64 · 34 s left");
    expect(comparisonMessage({ ...progress, number: 1 })).toBe("seed 1 of 10 · steered, step 12 of 64");
  });

  it("is silent about what is no state", () => {
    expect(comparisonMessage({ kind: "warning", message: "x" })).toBeUndefined();
  });
});
