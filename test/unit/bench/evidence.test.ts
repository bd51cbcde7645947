import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { distinct } from "../../../src/engine/compare/variety.ts";
import { bootstrapOf, normalBelow } from "../../bench/evidence/bootstrap.ts";
import { wordDigests } from "../../bench/evidence/cellMaker.ts";
import { keyOf, madeBy, openCells, type Cell, type Figures } from "../../bench/evidence/cells.ts";
import { foretellingOf } from "../../bench/evidence/foretelling.ts";
import { ablationsOf, headlines, type Headline } from "../../bench/evidence/headlines.ts";
import { outputsOf, type Found } from "../../bench/evidence/outputs.ts";
import { foretellingPlot, methodPlot } from "../../bench/evidence/plot.ts";
import { tablesOf } from "../../bench/evidence/report.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { staleWords } from "../../bench/evidence/stale.ts";

const headline: Headline = {
  ...headlines.text,
  name: "small",
  cases: headlines.text.cases.filter(({ group }) => group === "sentiment up").slice(0, 2),
  judges: ["sentiment-lexicon", "sentiment-ratings"],
  seeds: 2,
};
const [first, second] = headline.cases as [Cell["case"], Cell["case"]];
const figures = (rewards: readonly number[]): Figures => ({
  scores: { "sentiment-lexicon": rewards, "sentiment-ratings": rewards.map((reward) => 1 - reward) },
  words: Object.fromEntries(rewards.map((_, n) => [n, `aaaa bbb${n}`])),
  calls: 80,
  seconds: 8,
});
const eight = [0, 3, 1, 2, 4, 7, 5, 6];

describe("outputs of a headline", () => {
  const everything: Found = () => figures(eight);
  const method = (name: string) => headline.methods.find((one) => one.name === name)!;

  it("are one particle's worth, or the best of the first so many, with their share of the calls", () => {
    const [base] = outputsOf(headline, method("base"), everything);
    expect(base).toMatchObject({
      scores: { "sentiment-lexicon": 3.5, "sentiment-ratings": -2.5 },
      calls: 10,
      seconds: 1,
    });
    const [ofFour] = outputsOf(headline, method("best of 4"), everything);
    expect(ofFour).toMatchObject({ scores: { "sentiment-lexicon": 3 }, words: "aaaa bbb1", calls: 40 });
    expect(outputsOf(headline, method("best of 8"), everything)[0]).toMatchObject({
      scores: { "sentiment-lexicon": 7 },
    });
  });

  it("are the lowest where as little as can be is wanted", () => {
    const down = { ...headline, cases: [{ ...first, weight: -1 as const }] };
    expect(outputsOf(down, method("best of 8"), everything)[0]).toMatchObject({ scores: { "sentiment-lexicon": 0 } });
  });

  it("are of the same cases and seeds for all methods but the extra ones", () => {
    const found: Found = (asked, run, seed) =>
      run === "4 islands of 2" || (asked === second && run === "FK 8") || (seed === 1 && run === "FK 8, 16 draws")
        ? undefined
        : figures(eight);
    const count = (name: string): number => outputsOf(headline, method(name), found).length;
    expect(["base", "best of 8", "FK 4", "FK 8", "FK 8, 16 draws"].map(count)).toEqual([2, 2, 2, 2, 1]);
    const table = tablesOf(headline, found).get("sentiment up")!;
    expect(table).toContain("| FK 8, 16 draws | 1 |");
    expect(table).not.toContain("4 islands");
  });

  it("of all groups together are of methods that each group was run for", () => {
    const found: Found = ({ group }, run) =>
      run === "FK 8, 16 draws" && group !== first.group ? undefined : figures(eight);
    const two = { ...headline, hasWhole: true, cases: [first, { ...second, group: "another" }] };
    const tables = tablesOf(two, found);
    expect(tables.get(first.group)).toContain("| FK 8, 16 draws |");
    expect(tables.get("all")).toContain("| FK 8 | 4 |");
    expect(tables.get("all")).not.toContain("16 draws");
  });

  it("are compared case by case where both are there, so that what cases differ by does not count", () => {
    // The second case has rewards of its own, as far above the first one's in each run.
    const found: Found = (asked, run, seed) => {
      if (run === "FK 8, 16 draws" && (asked === second || seed === 1)) return undefined;
      const level =
        (asked === second ? 100 : 0) + (run === "unsteered" ? 0 : 0.5) + (run === "FK 8, 16 draws" ? seed : 0);
      return figures(eight.map((reward) => level + reward));
    };
    const [table, differences] = tablesOf(headline, found).get("sentiment up")!.split("\n\n") as [string, string];
    expect(table).toContain("| FK 8 | 4 | 57.500 [7.500, 107.500] |");
    expect(differences).toContain("| case by case | cases | sentiment-lexicon | sentiment-ratings |");
    expect(differences).toContain("| FK 8 less best of 8 | 2 | 0.500 [0.500, 0.500] | −0.500 [−0.500, −0.500] |");
    expect(differences).toContain("| FK 8, 16 draws less FK 8 | 1 | 0.000 | 0.000 |");
  });

  it("are told from steered ones in a drawing by what was run, whatever they are called", () => {
    const image: Figures = { ...figures(eight), scores: { "prompt-match": eight, verifier: eight }, words: {} };
    const svg = methodPlot({ ...headlines.images, hasWhole: false }, () => image, "both", ["single"])!;
    // A mark for each of FK 2, FK 4, FK 8 and both of islands; of base, best of 4, large base, large best of 4.
    expect(svg.match(/r="3.5" fill="#0969da"/gu)).toHaveLength(5);
    expect(svg.match(/r="3.5" fill="#888"/gu)).toHaveLength(4);
  });

  it("are drawn with all that is told of them", () => {
    const svg = methodPlot(headline, everything, "a < b")!;
    expect(svg).toContain("a &lt; b");
    expect(svg).toContain("sentiment up, judged by sentiment-ratings");
    expect(svg).not.toMatch(/NaN|undefined/u);
    expect(methodPlot(headline, () => undefined, "nothing")).toBeUndefined();
    expect(methodPlot(headline, everything, "no group", [])).toBeUndefined();
    // A judge that the reward has, and that nobody asked.
    const alone = methodPlot({ ...headline, judges: ["sentiment-lexicon"] }, everything, "alone")!;
    expect(alone).not.toMatch(/NaN|undefined|judged by sentiment/u);
  });
});

describe("an interval by bootstrap", () => {
  it("is as wide as Student's where values are symmetric, wider than what percentiles alone give", () => {
    // ±1 seven times each: the deviation is √(14/13), Student's half width 2.160 · √(14/13)/√14 = 0.599; means lie 1/7 apart.
    const values = Array.from({ length: 14 }, (_, n) => (n % 2 === 0 ? 1 : -1));
    const { mean, interval } = bootstrapOf(values);
    expect(mean).toBe(0);
    expect(interval![0]).toBeCloseTo(-4 / 7, 10);
    expect(interval![1]).toBeCloseTo(4 / 7, 10);
  });

  it("holds the mean of skew values about as often as it says, where its width is not known beforehand", () => {
    const random = createRandomStreams(3).stream({ purpose: "reference", group: "skew", slot: 0, step: 0 });
    const samples = 400;
    let held = 0;
    for (let n = 0; n < samples; n += 1) {
      const values = Array.from({ length: 15 }, () => random.uniform() ** 2);
      const [low, high] = bootstrapOf(values).interval!;
      held += low <= 1 / 3 && 1 / 3 <= high ? 1 : 0;
    }
    expect(held / samples).toBeGreaterThan(0.93);
    expect(held / samples).toBeLessThan(0.975);
  });

  it("stays within the values, and is a point or nothing where there is no more to tell", () => {
    const { interval } = bootstrapOf([1, 1, 1, 1, 0]);
    expect(interval![1]).toBe(1);
    expect(interval![0]).toBeGreaterThanOrEqual(0);
    expect(bootstrapOf([2, 2]).interval).toEqual([2, 2]);
    expect(bootstrapOf([2])).toEqual({ mean: 2, interval: undefined });
    expect(() => bootstrapOf([])).toThrow(RangeError);
  });

  it("knows the normal distribution", () => {
    expect(normalBelow(0)).toBe(0.5);
    expect(normalBelow(-1.959963984540054)).toBeCloseTo(0.025, 9);
    expect(normalBelow(-4.302652729911275)).toBeCloseTo(8.4385e-6, 9);
  });
});

describe("cells of a bench", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "evidence-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const cell: Cell = { headline, case: first, run: "FK 8", seed: 0 };
  const path = (): string => join(folder, "small.jsonl");
  const changed = async (change: (line: string) => string) => {
    await writeFile(path(), change(await readFile(path(), "utf8")));
    return openCells(headline, folder);
  };

  it("are kept, and known again, but for a last line that was torn", async () => {
    const cells = await openCells(headline, folder);
    expect(cells.state(cell)).toBe("unknown");
    await cells.keep(cell, figures(eight));
    await appendFile(path(), '{"key":"to');
    const again = await openCells(headline, folder);
    expect(again.known(cell)).toMatchObject(figures(eight));
    expect(again.state({ ...cell, seed: 1 })).toBe("unknown");
    await again.keep({ ...cell, seed: 1 }, figures(eight));
    expect((await openCells(headline, folder)).state({ ...cell, seed: 1 })).toBe("known");
  });

  it("are others where anything else is asked, and the same unsteered whatever they are picked by", async () => {
    const cells = await openCells(headline, folder);
    const down = { ...first, group: "sentiment down", weight: -1 as const };
    expect(cells.state({ ...cell, case: down })).toBe("unknown");
    const unsteered = { ...cell, run: "unsteered" };
    await cells.keep(unsteered, figures(eight));
    expect(cells.state({ ...unsteered, case: down })).toBe("known");
  });

  it("of a model that is not here are not known, whatever the file holds", async () => {
    const runs = { ...headline.runs, elsewhere: { ...headline.runs["unsteered"], model: "not-here" } };
    const elsewhere: Cell = { ...cell, headline: { ...headline, runs }, run: "elsewhere" };
    const line = { key: keyOf(elsewhere), asked: "", made: "1234", judged: {}, ...figures(eight) };
    await appendFile(path(), `${JSON.stringify(line)}\n`);
    expect((await openCells(headline, folder)).state(elsewhere)).toBe("unknown");
  });

  it("rest on the model of their run", async () => {
    const runs = { ...headline.runs, "of another": { ...headline.runs["FK 8"], model: "emoji-scenes" } };
    const other: Cell = { ...cell, headline: { ...headline, runs }, run: "of another" };
    const cells = await openCells(headline, folder);
    expect(cells.state(other)).toBe("unknown");
    expect(madeBy(other)).not.toBe(madeBy(cell));
    expect(madeBy({ ...other, run: "FK 8" })).toBe(madeBy(cell));
  });

  it("wait for a judge that has not seen them, and need no new run for it", async () => {
    const cells = await openCells({ ...headline, judges: [...headline.judges, "toxicity"] }, folder);
    const more = { ...cell, headline: { ...headline, judges: [...headline.judges, "toxicity"] } };
    expect(cells.state(more)).toBe("unjudged");
    expect(cells.known(more)).toBeUndefined();
  });

  it("are stale where a judge has other weights now, or the model", async () => {
    const judged = await changed((text) =>
      text.replaceAll(/"sentiment-ratings":"\w+"/gu, '"sentiment-ratings":"older"'),
    );
    expect(judged.state(cell)).toBe("stale");
    expect(judged.known(cell)).toBeUndefined();
    await judged.keep(cell, figures(eight));
    expect((await openCells(headline, folder)).state(cell)).toBe("known");
    expect((await changed((text) => text.replaceAll(/"made":"\w+/gu, '"made":"older'))).state(cell)).toBe("stale");
  });

  it("that are stale are named, each once, and no more than can be read", () => {
    const stale = Array.from({ length: 12 }, (_, seed) => ({ ...cell, seed }));
    const words = staleWords([...stale, ...stale]);
    expect(words[0]).toMatch(/^12 runs were made or judged with other weights/u);
    expect(words[1]).toBe("  sentiment up, “Once upon a time”, FK 8, seed 0");
    expect(words.at(-1)).toBe("  and 2 more");
  });
});

describe("digests of words", () => {
  const texts = ["The cat's toy. The cat sat.", "A dog sat; the cat did not."];

  it("tell as much of variety as the words", () => {
    for (const n of [1, 2, 3]) expect(distinct(texts.map(wordDigests), n)).toBe(distinct(texts, n));
  });

  it("say nothing of what was written", () => {
    expect(texts.map(wordDigests).join(" ")).not.toMatch(/cat|dog|toy/iu);
  });
});

describe("how well a reward on the way foretells the last one", () => {
  const watched = { ...ablationsOf.text, cases: headline.cases };
  const path = (...rewards: readonly (readonly number[])[]): Figures => ({
    ...figures(eight),
    path: { steps: rewards.map((_, n) => 4 * n), rewards },
  });

  it("is a correlation by step: of what is the same 1, of what is turned round −1", () => {
    const [told] = foretellingOf(watched, (_, run) =>
      run === "unsteered" ? path([1, 2, 3], [3, 2, 1], [1, 2, 3]) : undefined,
    );
    expect(told!.group).toBe("sentiment-lexicon, 18 particles");
    expect(told!.points.map(({ step }) => step)).toEqual([0, 4]);
    expect(told!.points.map(({ correlation }) => correlation)).toEqual(
      [1, -1].map((value) => expect.closeTo(value, 12)),
    );
    expect(foretellingPlot([told!], "how well")).toContain("sentiment-lexicon, 18 particles");
  });

  it("is not what prompts have in common", () => {
    // Each case has its own level, and within a case nothing goes together.
    const [told] = foretellingOf(watched, (asked) => {
      const level = asked === first ? 0 : 100;
      return path([level, level + 1, level, level + 1], [level, level, level + 1, level + 1]);
    });
    expect(told!.points[0]!.correlation).toBeCloseTo(0, 12);
  });

  it("is nothing where nothing was watched", () => {
    expect(foretellingOf(watched, () => figures(eight))).toEqual([]);
    expect(foretellingPlot([], "nothing")).toBeUndefined();
  });
});
