import { describe, expect, it } from "vitest";
import { timeShares } from "../../../webview/run/timeShares.ts";

const seconds = { total: 10, model: 6, reward: 2, rewards: [3, 1], decode: 0.5, loading: 1 };

describe("where a run's time went", () => {
  it("adds up to all of it, what is not accounted for last", () => {
    const parts = timeShares(seconds, ["mood", "length"]);
    expect(parts.map(({ name }) => name)).toEqual(["loading", "denoiser", "decode", "mood", "length", "rest"]);
    expect(parts.reduce((sum, one) => sum + one.seconds, 0)).toBeCloseTo(10, 12);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("divides the time of rewards that score side by side by what each took", () => {
    const ofRewards = timeShares(seconds, ["mood", "length"]).filter(({ kind }) => kind === "reward");
    expect(ofRewards.map((one) => one.seconds)).toEqual([1.5, 0.5]);
  });

  it("has one part for all rewards where an older run file does not tell them apart", () => {
    const parts = timeShares({ ...seconds, rewards: [] }, ["mood", "length"]);
    expect(parts.find(({ kind }) => kind === "reward")).toMatchObject({ name: "rewards", seconds: 2 });
  });

  it("leaves out what took no time, and has no rest below nothing", () => {
    const parts = timeShares({ ...seconds, decode: 0, model: 8 }, ["mood", "length"]);
    expect(parts.map(({ kind }) => kind)).toEqual(["loading", "denoiser", "reward", "reward"]);
  });
});
