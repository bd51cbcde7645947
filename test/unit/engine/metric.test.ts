import { describe, expect, it } from "vitest";
import { listBuiltins } from "../../../src/engine/reward/inspectReward.ts";
import { isOpposed, metricInfo, metricNames, refuseMetrics } from "../../../src/engine/reward/metric.ts";
import { judgeFor } from "../../../src/protocol/metric.ts";
import { builtinRewards } from "../../../src/rewards/builtins.ts";
import { openReward } from "../../../src/engine/reward/openReward.ts";
import { defaultRewardLimits } from "../../../src/protocol/limits.ts";

const choice = (name: string) => ({ source: { kind: "builtin", name } as const, weight: 1, parameters: {} });

describe("metrics", () => {
  it("are listed after the rewards, each with the reward that it judges", () => {
    const judged = listBuiltins().filter(({ judges }) => judges !== undefined);
    expect(judged.map(({ name }) => name)).toEqual(metricNames);
    for (const name of metricNames) {
      expect(builtinRewards.get(metricInfo(name).judges ?? "")?.accepts).toBe(metricInfo(name).accepts);
      expect(builtinRewards.has(name)).toBe(false);
    }
  });

  it("are refused where a run would be steered by them, naming the place", () => {
    expect(() => refuseMetrics([choice("prompt-match")])).not.toThrow();
    expect(() => refuseMetrics([choice("prompt-match"), choice("verifier")])).toThrow(
      expect.objectContaining({
        code: "specification-invalid",
        details: expect.objectContaining({ field: "rewards.1" }),
      }),
    );
  });

  it("look for what is steered away from where the reward that they judge has a negative weight", () => {
    const away = { ...choice("toxicity"), weight: -1 };
    expect(isOpposed(choice("toxicity-twin"), [choice("length"), away])).toBe(true);
    expect(isOpposed(choice("toxicity-twin"), [choice("toxicity")])).toBe(false);
    expect(isOpposed(choice("verifier"), [away])).toBe(false);
    expect(isOpposed(choice("acceptability"), [away])).toBe(false);
    expect(isOpposed(choice("sentiment-ratings"), [{ ...choice("sentiment-lexicon"), weight: -1 }])).toBe(true);
    expect(isOpposed(undefined, [away])).toBe(false);
  });

  it("are what judges where nobody chose; a reward that learned something else does where there is none, unless it steers itself", () => {
    const judge = (...names: string[]) => judgeFor(listBuiltins(), names.map(choice))?.name;
    expect(judge("length", "toxicity")).toBe("toxicity-twin");
    expect(judge("sentiment-lexicon")).toBe("sentiment-ratings");
    expect(judge("sentiment-lexicon", "toxicity")).toBe("toxicity-twin");
    expect(judge("sentiment-lexicon", "sentiment-ratings")).toBeUndefined();
    expect(judge("length")).toBeUndefined();
  });

  it("take no parameters", async () => {
    const settings = { rewardFolders: [], trusted: false, reward: defaultRewardLimits, embeddedModelFolders: ["x"] };
    await expect(openReward(choice("verifier"), { settings })).rejects.toMatchObject({ code: "model-missing" });
    const set = { ...choice("verifier"), parameters: { strict: true } };
    await expect(openReward(set, { settings })).rejects.toMatchObject({ code: "specification-invalid" });
  });
});
