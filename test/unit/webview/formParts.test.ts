/** The small pure parts of the form: numbers as typed, rewards to choose from, where errors belong. */
import { describe, expect, it } from "vitest";
import { SteeringError, namedField, sentence } from "../../../src/errors.ts";
import type { RewardInfo } from "../../../src/protocol/engine.ts";
import { draftProblems } from "../../../webview/form/draftProblems.ts";
import { nearestField, toDraft } from "../../../webview/form/formDraft.ts";
import { parseNumber, stepNumber } from "../../../webview/controls/numberInput.ts";
import { problemOf } from "../../../webview/host/problem.ts";
import { fileName, sourceName } from "../../../src/protocol/rewardWords.ts";
import type { ModelInfo } from "../../../src/protocol/modelInfo.ts";
import { modelOptions } from "../../../webview/form/modelOptions.ts";
import { nextReward, parameterValue, rewardOptions } from "../../../webview/form/rewardOptions.ts";

const builtin = { kind: "builtin", name: "length" } as const;
const file = { kind: "file", path: "/w/rewards/cheerful.reward.ts" } as const;
const info = (source: RewardInfo["source"], accepts: "text" | "image" = "text"): RewardInfo => ({
  name: sourceName(source),
  source,
  accepts,
  description: "",
  hardConstraint: false,
  parameters: {},
});

describe("a number as typed", () => {
  it.each([
    ["8", 8],
    [" 0.5 ", 0.5],
    ["0,5", 0.5],
    ["−3", -3],
    ["1e3", 1000],
    [".5", 0.5],
    ["", undefined],
  ])("reads %j as %j", (typed, value) => expect(parseNumber(typed)).toBe(value));

  it.each(["eight", "0x10", "1 2", "-", "Infinity"])("does not read %j", (typed) =>
    expect(parseNumber(typed)).toBeNaN(),
  );

  it("steps without dust and inside its range", () => {
    expect(stepNumber(0.1, 2, { step: 0.1 })).toBe(0.3);
    expect(stepNumber(1, -1, { min: 1 })).toBe(1);
    expect(stepNumber(4090, 10, { max: 4096 })).toBe(4096);
    // As long as a seed can be.
    expect(stepNumber(1_234_567_890_123, 1, {})).toBe(1_234_567_890_124);
    expect(stepNumber(Number.MAX_SAFE_INTEGER, -10, {})).toBe(Number.MAX_SAFE_INTEGER - 10);
  });
});

describe("the rewards to choose from", () => {
  it("has the workspace's first, and those of the model's modality alone", () => {
    const options = rewardOptions(
      [info(builtin), info(file), info({ kind: "builtin", name: "red" }, "image")],
      builtin,
      "text",
      true,
    );
    expect(options.map((one) => one.label)).toEqual(["cheerful", "length (built in)"]);
  });

  it("refuses the workspace's where it is not trusted", () => {
    const options = rewardOptions([info(builtin), info(file)], builtin, "text", false);
    expect(options.find((one) => one.label === "cheerful")?.disabled).toBe(true);
    expect(nextReward([info(file), info(builtin)], [], "text", false)?.source).toEqual(builtin);
  });

  it("keeps the chosen one though its file is gone", () => {
    expect(rewardOptions([info(builtin)], file, "text", true)[0]?.label).toBe("cheerful.reward.ts (missing)");
  });

  it("adds one that is not chosen yet", () => {
    const chosen = [{ source: file, weight: 1, parameters: {} }];
    expect(nextReward([info(file), info(builtin)], chosen, "text", true)?.source).toEqual(builtin);
  });

  it("has the value of a parameter that is called as what every object has", () => {
    const parameters = { valueOf: { type: "number", default: 3 } } as const;
    const own = (set: object) => ({ source: builtin, weight: 1, parameters: set }) as never;
    const reward = { ...info(builtin), parameters };
    expect(parameterValue(reward, own({}), "valueOf")).toBe(3);
    expect(parameterValue(reward, own({ valueOf: 5 }), "valueOf")).toBe(5);
  });

  it("names files of either system", () => {
    expect(fileName("C:\\work\\a.reward.ts")).toBe("a.reward.ts");
    expect(sourceName(file)).toBe("cheerful");
  });
});

describe("the models to choose from", () => {
  it("are told with what they make at once, where that is known", () => {
    const model = { name: "m", title: "M", state: { kind: "ready" }, description: "", modality: "text" };
    const labels = [undefined, { kind: "tokens", tokens: 64 }, { kind: "pixels", width: 32, height: 32 }].map(
      (extent) => modelOptions([{ ...model, extent } as unknown as ModelInfo], "m")[0]?.label,
    );
    expect(labels).toEqual(["M", "M (64 tokens)", "M (32 × 32)"]);
  });
});

describe("an error", () => {
  it("says how many steps the run has, also where it is one", () => {
    const source = { kind: "builtin", name: "length" } as const;
    const wrong = (steps: number): string | undefined =>
      draftProblems(
        toDraft({ model: "m", rewards: [{ source }], steps, schedule: { kind: "every", every: 1, first: 9 } }),
        [],
        [],
      ).get("schedule.first");
    expect([wrong(1), wrong(8)]).toEqual(["The run has 1 step.", "The run has 8 steps."]);
  });

  const fields = ["prompt", "rewards", "rewards.0", "rewards.0.weight"];

  it("belongs to the nearest field around its path", () => {
    expect(nearestField("rewards.0.weight", fields)).toBe("rewards.0.weight");
    expect(nearestField("rewards[0].parameters.words", fields)).toBe("rewards.0");
    expect(nearestField("rewards.7", fields)).toBe("rewards");
    expect(nearestField("specification", fields)).toBeUndefined();
  });

  it("comes over the link with its field and file", () => {
    const details = { field: "prompt", location: { file: "/w/a.reward.ts", line: 3, column: 1 } };
    const error = Object.assign(new Error("No."), { data: { code: "prompt-too-long", message: "Too long.", details } });
    expect(problemOf(error)).toEqual({ message: "Too long.", field: "prompt", file: "/w/a.reward.ts" });
  });

  it("names fields as the form does", () => {
    const said = sentence`Choose ${namedField("sampler", "lcm")}, less ${namedField("tempering.from")} or ${namedField("seeds")}.`;
    const error = new SteeringError("steering-invalid", said, { details: { field: "sampler" } });
    const { code, message, details, sentence: unnamed } = error;
    expect(message).toBe("Choose sampler lcm, less tempering.from or seeds.");
    const crossed = Object.assign(new Error(message), { data: { code, message, details, sentence: unnamed } });
    expect(problemOf(crossed)?.message).toBe("Choose Sampler “LCM”, less From or seeds.");
  });

  it("is none where the run was stopped", () => {
    expect(
      problemOf(Object.assign(new Error(""), { data: { code: "aborted", message: "", details: {} } })),
    ).toBeUndefined();
  });

  it("is told as it is where it is none of ours", () => {
    expect(problemOf(new Error("The connection is closed."))?.message).toBe("The connection is closed.");
  });
});
