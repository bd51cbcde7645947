import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lastRunOf, lastRunText } from "../../../src/extension/lenses/lastRun.ts";
import type { RunSummary } from "../../../src/runfile/summary.ts";
import { profileDocument } from "../../../src/extension/documents/profileDocument.ts";
import { particlesOf, rankedGroups, samplesOf } from "../../../src/extension/scoring/scoredRun.ts";
import { scoredRunDocument } from "../../../src/extension/documents/scoredRunDocument.ts";
import { textsToScore } from "../../../src/extension/scoring/textsToScore.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";
import type { TextParticle } from "../../../src/protocol/particle.ts";
import { rewardSummary } from "../../../src/runfile/rewardSummary.ts";
import { openRunDocument } from "../../../src/runfile/document.ts";
import { exampleHeader, exampleStepAt, writeExampleRun } from "../../support/exampleRun.ts";
import { particle as particleOf } from "./runs.ts";

function particle(index: number, reward: number, rest: Partial<TextParticle> = {}): TextParticle {
  return { ...particleOf(index, reward), text: `text ${index}`, ...rest };
}

function runOf(particles: readonly TextParticle[], of: object = {}) {
  return { particles, specification: parseSpecification({ ...exampleHeader.specification, ...of }) };
}

describe("a run under another reward", () => {
  it("ranks every particle by both, the best by the other first, and says who moved how far", () => {
    const run = runOf([particle(0, 3), particle(1, 2), particle(2, 1)]);
    const [group] = rankedGroups(run.specification, run.particles, [0.1, 0.3, 0.2]);
    expect(group?.particles.map(({ index, rankBefore, rankAfter }) => [index, rankBefore, rankAfter])).toEqual([
      [1, 2, 1],
      [2, 3, 2],
      [0, 1, 3],
    ]);
    expect(group?.correlation).toBeCloseTo(-0.5, 12);
    const text = scoredRunDocument([group!], { reward: "mine", steeredBy: "sentiment-lexicon", run: "a.fkrun" });
    expect(text).toContain(
      "The best under mine is particle 1, which was 2nd before. 3 of 3 particles change their rank.",
    );
    expect(text).toContain("| 1 | ▲ 1 | 0.300 | 2.000 | 2 | 1 |");
    expect(text).toContain("| 3 | ▼ 2 | 0.100 | 3.000 | 1 | 0 |");
    expect(text).toContain("- **1** text 1\n- **2** text 2\n- **0** text 0");
  });

  it("ranks equals alike, and has no correlation where a reward tells none apart", () => {
    const run = runOf([particle(0, 1), particle(1, 1), particle(2, 0)]);
    const [group] = rankedGroups(run.specification, run.particles, [5, 5, 5]);
    expect(group?.particles.map(({ rankBefore, rankAfter }) => [rankBefore, rankAfter])).toEqual([
      [1, 1],
      [1, 1],
      [3, 1],
    ]);
    expect(group?.correlation).toBeUndefined();
  });

  it("puts what is ruled out last", () => {
    const run = runOf([particle(0, 1), particle(1, 0)]);
    const [group] = rankedGroups(run.specification, run.particles, [-Infinity, -7]);
    expect(group?.particles.map(({ index }) => index)).toEqual([1, 0]);
    expect(scoredRunDocument([group!], { reward: "a", steeredBy: "b", run: "c" })).toContain("| −∞ |");
  });

  it("keeps prompts apart, and gives the reward each sample with its own", () => {
    const run = runOf([particle(0, 1, { group: 0 }), particle(1, 2, { group: 1 })], {
      otherPrompts: ["It was raining"],
      suffix: " The end.",
    });
    expect(
      samplesOf(run.specification, run.particles).map(({ prefix, prompt, suffix }) => [prefix, prompt, suffix]),
    ).toEqual([
      ["Once upon a time", "Once upon a time", " The end."],
      ["It was raining", "It was raining", " The end."],
    ]);
    const groups = rankedGroups(run.specification, run.particles, [1, 2]);
    expect(groups.map(({ prompt, particles }) => [prompt, particles.length])).toEqual([
      ["Once upon a time", 1],
      ["It was raining", 1],
    ]);
    expect(scoredRunDocument(groups, { reward: "a", steeredBy: "b", run: "c" })).toContain("## “It was raining”");
  });

  it("takes what a stopped run had reached", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fk-scoring-"));
    try {
      await writeExampleRun(join(folder, "a.fkrun"), [
        exampleHeader,
        ...exampleStepAt(4),
        { kind: "end", outcome: "stopped" },
      ]);
      await using document = await openRunDocument(join(folder, "a.fkrun"));
      expect((await particlesOf(document)).map(({ text }) => text)).toEqual(["Once upon a time there was a cat."]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("lets no text of a particle be Markdown", () => {
    const run = runOf([particle(0, 1, { text: "a | b\n# *c* <img src=x> [d](e)" })]);
    const text = scoredRunDocument(rankedGroups(run.specification, run.particles, [1]), {
      reward: "r",
      steeredBy: "s",
      run: "f",
    });
    expect(text).toContain(String.raw`a \| b \# \*c\* \<img src=x\> \[d\]\(e\)`);
  });
});

describe("a reward's last run", () => {
  const path = "/w/mine.reward.ts";
  const rewards = [{ source: { kind: "builtin", name: "length" } }, { source: { kind: "file", path } }];
  const summary = (name: string, particles: readonly TextParticle[], of: object = { rewards }): RunSummary => ({
    header: { ...exampleHeader, specification: runOf([], of).specification },
    end: {
      kind: "end",
      outcome: "done",
      summary: { best: 9, rewards: [0, 1].map((k) => rewardSummary(particles.map(({ parts }) => parts[k] ?? 0))) },
    },
    path: name,
    bytes: 1,
    created: 1,
  });

  it("is the newest that ended with it, told by the reward's own numbers", () => {
    const runs = [
      summary("other", [particle(0, 9)], {}),
      { ...summary("cut", []), end: undefined },
      summary("new", [particle(0, 9, { parts: [9, 0.5] }), particle(1, 9, { parts: [9, 0.25] })]),
      summary("old", [particle(0, 9, { parts: [9, 8] })]),
    ];
    expect(lastRunOf(runs, path)).toEqual({ run: "new", best: 0.5, mean: 0.375, ruledOut: 0 });
    expect(lastRunText(lastRunOf(runs, path)!)).toBe("last run: best 0.500, mean 0.375");
    expect(lastRunOf(runs, "/w/none.reward.ts")).toBeUndefined();
  });

  it("leaves out of the mean what a hard constraint rules out", () => {
    const parts = [particle(0, 1, { parts: [0, -Infinity] }), particle(1, 1, { parts: [0, 2] })];
    expect(lastRunText(lastRunOf([summary("a", parts)], path)!)).toBe("last run: best 2.000, mean 2.000, 1 ruled out");
    expect(lastRunText(lastRunOf([summary("a", parts.slice(0, 1))], path)!)).toBe("last run: best −∞, 1 ruled out");
  });
});

describe("the text that is scored", () => {
  it("is each line that has something on it, and all of them as one text before", () => {
    expect(textsToScore(["one", " ", "two"], 4)).toEqual([
      { text: "one\n \ntwo", line: 4, isWhole: true },
      { text: "one", line: 4, isWhole: false },
      { text: "two", line: 6, isWhole: false },
    ]);
    expect(textsToScore(["one"], 0)).toEqual([{ text: "one", line: 0, isWhole: false }]);
    expect(textsToScore(["", "  "], 0)).toEqual([]);
  });
});

describe("a profile", () => {
  const profiled = (samples: number, milliseconds: number, asks: number, asked: number) => ({
    ...{ samples, milliseconds, asks, asked },
    modelMilliseconds: milliseconds / 2,
  });

  it("tells time by call and sample, and what would be faster", () => {
    const calls = [profiled(1, 2, 1, 1), profiled(8, 16, 8, 8), profiled(8, 8, 8, 8)];
    const text = profileDocument({ name: "mine", openingMilliseconds: 120, calls, hint: "Ask once." }, "Texts.");
    expect(text).toContain("took 120 ms");
    expect(text).toContain(`| all samples | 8 | 16 ms | 2 ms | 8 with 8 texts, 8 ms | ${"█".repeat(20)} |`);
    expect(text).toContain("> **Faster:** Ask once.");
    expect(text).toContain("50 % of a call is spent in the reward models");
  });
});
