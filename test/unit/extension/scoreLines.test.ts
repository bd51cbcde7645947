/** Scores of samples beside the reward that gave them. */
import { describe, expect, it } from "vitest";
import { sampleScores, scoreLines, scoreTable } from "../../../src/extension/lenses/scoreLines.ts";
import type { PanelState, RunView } from "../../../src/protocol/panel.ts";
import { particle, specification } from "./runs.ts";

const path = "/w/rewards/long.reward.ts";
const rewards = [
  { source: { kind: "builtin" as const, name: "sentiment-lexicon" } },
  { source: { kind: "file" as const, path } },
];
const run = {
  specification: specification({ rewards }),
  particles: [
    { ...particle(0, 9, " a"), parts: [9, 1] },
    { ...particle(1, 9, " b"), parts: [9, 3] },
    { ...particle(2, 9, " `c` | d"), parts: [9, 2] },
  ],
} as unknown as RunView;

const replay = (partsNow: readonly (readonly number[])[], isRunning = false): PanelState["replay"] => ({
  live: true,
  isRunning,
  report: {
    rewardVersions: [],
    particles: partsNow.map((parts, index) => ({
      ...{ index, group: 0, reward: 0, weight: 0, rewardNow: 0, weightNow: 0 },
      partsNow: parts,
    })),
    ...{ ess: [], steps: [], unknownFrom: undefined, seconds: 0 },
  },
});

describe("scores of the samples of a run", () => {
  it("are the reward's own among several, the best first", () => {
    expect(scoreLines(sampleScores(run, path, undefined)!, 10)).toEqual([
      "3.000  #1 b",
      "2.000  #2 `c` | d",
      "1.000  #0 a",
    ]);
  });

  it("are by the code as it is now once the run is weighed anew, with what they were", () => {
    const scores = sampleScores(
      run,
      path,
      replay([
        [9, 5],
        [9, 3],
        [9, -Infinity],
      ]),
    )!;
    expect(scoreLines(scores, 10)).toEqual(["5.000 (was 1.000)  #0 a", "3.000  #1 b", "−∞ (was 2.000)  #2 `c` | d"]);
  });

  it("are said to be the run's own while the code is another and nothing else is known", () => {
    const scores = sampleScores(run, path, replay([], true))!;
    expect(scores.isStale).toBe(true);
    expect(scoreLines(scores, 10)[0]).toBe("~3.000  #1 b");
    expect(scoreTable(scores)).toContain("The reward has changed since the run");
  });

  it("say how many there is no line for, and have all of them in a table that obeys no text", () => {
    const scores = sampleScores(run, path, undefined)!;
    expect(scoreLines(scores, 2)).toEqual(["3.000  #1 b", "and 2 more: point here"]);
    expect(
      scoreTable(scores)
        .split("\n")
        .filter((line) => line.startsWith("| #")),
    ).toHaveLength(3);
    expect(scoreTable(scores)).toContain(String.raw`\`c\` \| d`);
  });

  it("are none of a run that the file did not score", () => {
    expect(sampleScores(run, "/w/other.reward.ts", undefined)).toBeUndefined();
    expect(sampleScores({ ...run, particles: [] }, path, undefined)).toBeUndefined();
  });
});
