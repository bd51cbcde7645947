import { describe, expect, it } from "vitest";
import { changedRewards } from "../../../src/extension/rewards/changedRewards.ts";
import { specification } from "./runs.ts";

const run = {
  specification: specification({
    rewards: [
      { source: { kind: "builtin", name: "sentiment-lexicon" } },
      { source: { kind: "file", path: "/w/a.reward.ts" } },
      { source: { kind: "file", path: "/w/b.reward.ts" } },
    ],
  }),
  rewardVersions: ["00", "a1", "b1"],
};

describe("the rewards that have changed since a run", () => {
  it("are the files with other code now", () => {
    const now = new Map([
      ["/w/a.reward.ts", "a2"],
      ["/w/b.reward.ts", "b1"],
    ]);
    expect(changedRewards(run, now)).toEqual(["/w/a.reward.ts"]);
  });

  it("are those that do not compile any more, too", () => {
    expect(changedRewards(run, new Map([["/w/b.reward.ts", undefined]]))).toEqual(["/w/b.reward.ts"]);
  });

  it("are none while nothing is known of the files, or of the run", () => {
    expect(changedRewards(run, new Map())).toEqual([]);
    const now = new Map([["/w/a.reward.ts", "a2"]]);
    expect(changedRewards({ ...run, rewardVersions: [] }, now)).toEqual([]);
  });
});
