import { describe, expect, it } from "vitest";
import { parseParameterFlag, resolveParameters } from "../../../src/rewards/parameters.ts";
import type { RewardParameters } from "../../../src/rewards/reward.ts";

const declared: RewardParameters = {
  words: { type: "number", default: 3, min: 1, max: 9 },
  unit: { type: "choice", default: "a", choices: ["a", "b"] },
  strict: { type: "boolean", default: false },
  text: { type: "string", default: "x" },
};

describe("resolveParameters", () => {
  it("fills in defaults", () => {
    expect(resolveParameters("mood", declared, { words: 4 })).toEqual({
      words: 4,
      unit: "a",
      strict: false,
      text: "x",
    });
  });

  it("takes text for what is declared, as a command line gives it", () => {
    const chosen = { words: "4.5", unit: "b", strict: "true", text: "7" };
    expect(resolveParameters("mood", declared, chosen)).toEqual({ words: 4.5, unit: "b", strict: true, text: "7" });
  });

  it.each([
    [{ words: 0 }, "a number from 1 to 9"],
    [{ words: "many" }, "a number from 1 to 9"],
    [{ words: "" }, "a number from 1 to 9"],
    [{ words: true }, "a number from 1 to 9"],
    [{ unit: "c" }, "one of a, b"],
    [{ strict: "yes" }, "true or false"],
    [{ strict: 1 }, "true or false"],
  ])("refuses %j and says what it may be", (chosen, allowed) => {
    const field = `parameters.${Object.keys(chosen)[0]}`;
    expect(() => resolveParameters("mood", declared, chosen)).toThrow(
      expect.objectContaining({ code: "specification-invalid", details: { reward: "mood", field } }),
    );
    expect(() => resolveParameters("mood", declared, chosen)).toThrow(allowed);
  });

  it("names the parameters that there are when one is unknown, also one that every object has", () => {
    expect(() => resolveParameters("mood", declared, { toString: 1 })).toThrow(
      /no parameter named toString.*words, unit/u,
    );
    expect(() => resolveParameters("mood", {}, { words: 1 })).toThrow(/It has no parameters/u);
  });
});

describe("parseParameterFlag", () => {
  it("reads reward.key=value; names may hold dots, values anything", () => {
    expect(parseParameterFlag("mood.words=3")).toEqual({ reward: "mood", key: "words", value: "3" });
    expect(parseParameterFlag("a.b.c=x=y.z")).toEqual({ reward: "a.b", key: "c", value: "x=y.z" });
    expect(parseParameterFlag("mood.text=")).toEqual({ reward: "mood", key: "text", value: "" });
  });

  it.each(["mood", "mood=3", "mood.words", ".words=3", "mood.=3"])("refuses %s", (flag) => {
    expect(() => parseParameterFlag(flag)).toThrow(/reward\.parameter=value/u);
  });

  it.each(["__proto__", "constructor", "prototype"])("refuses %s, which would set what all objects have", (key) => {
    expect(() => parseParameterFlag(`mood.${key}=3`)).toThrow(`none can be called ${key}`);
  });
});
