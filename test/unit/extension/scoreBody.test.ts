import { describe, expect, it } from "vitest";
import { scoreBody } from "../../../src/extension/debug/scoreBody.ts";

describe("the first line of a reward's score", () => {
  it.each([
    ["defineReward({\n  score: (samples) => samples.map((s) => 1),\n})", "samples.map"],
    ["defineReward({\n  async score(samples, { models }) {\n    const mood = 1;\n  },\n})", "const mood"],
    ["defineReward({\n  score: async (samples, { parameters: { n } }) => {\n    return 2;\n  },\n})", "return 2"],
    ["defineReward({\n  score: function (samples) {\n    return 3;\n  },\n})", "return 3"],
    ["defineReward({\n  score: samples => samples.map(one),\n})", "samples.map"],
    ['defineReward({ description: "a score (high)",\n  score(samples) {\n    return 4;\n  } })', "return 4"],
  ])("is found in %j", (text, begins) => {
    expect(text.slice(scoreBody(text, 0)).startsWith(begins)).toBe(true);
  });

  it("is not known where it is written elsewhere", () => {
    expect(scoreBody("defineReward({ ...others })", 0)).toBeUndefined();
    expect(scoreBody("defineReward({ score })", 0)).toBeUndefined();
  });
});
