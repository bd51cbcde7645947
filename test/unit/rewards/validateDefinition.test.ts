import { describe, expect, it } from "vitest";
import { validateDefinition } from "../../../src/rewards/validateDefinition.ts";

const score = () => [];
const accepts = "text";

describe("validateDefinition", () => {
  it.each([
    [{}, /exports nothing/u],
    [{ reward: 1, other: 2 }, /exports reward, other, but has no default export/u],
    [{ default: score }, /default export is a function/u],
    [{ default: null }, /default export is null/u],
    [{ default: { accepts: "sound", score } }, /accepts is "sound"/u],
    [{ default: { score } }, /accepts is missing/u],
    [{ default: { accepts } }, /score is missing/u],
    [{ default: { accepts, score: 3 } }, /score is a number/u],
    [{ default: { accepts, score, description: 1 } }, /description is a number/u],
    [{ default: { accepts, score, hardConstraint: "yes" } }, /hardConstraint is a string/u],
    [{ default: { accepts, score, parameters: [] } }, /parameters is a list/u],
  ])("names what is wrong with %j", (exports, message) => {
    expect(() => validateDefinition("mood", exports)).toThrow(message);
    expect(() => validateDefinition("mood", exports)).toThrow(expect.objectContaining({ code: "reward-shape" }));
  });

  it.each([
    [3, /parameter n is a number/u],
    [{ default: 1 }, /type of its parameter n is missing/u],
    [{ type: "many", default: 1 }, /type of its parameter n is "many"/u],
    [{ type: "number", default: "x" }, /default of its parameter n is "x"/u],
    [{ type: "number", default: Number.NaN }, /default of its parameter n is NaN/u],
    [{ type: "number", default: 9, max: 5 }, /at most 5/u],
    [{ type: "number", default: 1, min: "0" }, /min of its parameter n is "0"/u],
    [{ type: "number", default: 1, step: 0 }, /step of its parameter n is 0/u],
    [{ type: "boolean", default: "true" }, /true or false/u],
    [{ type: "choice", default: "a", choices: [] }, /choices of its parameter n are not a list of texts/u],
    [{ type: "choice", default: "c", choices: ["a", "b"] }, /one of a, b/u],
  ])("names what is wrong with the parameter %j", (parameter, message) => {
    expect(() => validateDefinition("mood", { default: { accepts, score, parameters: { n: parameter } } })).toThrow(
      message,
    );
  });

  it("refuses parameter names that a command line cannot hold", () => {
    const parameters = { "a.b": { type: "number", default: 1 } };
    expect(() => validateDefinition("mood", { default: { accepts, score, parameters } })).toThrow(/"a\.b"/u);
  });

  it("copies: what changes afterwards changes nothing", () => {
    const parameters = { n: { type: "number", default: 1 } };
    const checked = validateDefinition("mood", { default: { accepts, score, parameters } });
    parameters.n.default = 2;
    expect(checked.parameters).toEqual({ n: { type: "number", default: 1 } });
    expect(checked).toMatchObject({ accepts, description: "", hardConstraint: false });
  });

  it("calls score on its own object", () => {
    const reward = {
      accepts,
      factor: 3,
      score(samples: readonly unknown[]) {
        return samples.map(() => this.factor);
      },
    };
    expect(validateDefinition("mood", { default: reward }).score([1, 2], {})).toEqual([3, 3]);
  });
});
