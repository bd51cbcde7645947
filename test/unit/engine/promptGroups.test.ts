import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { promptGroups } from "../../../src/engine/run/promptGroups.ts";

const groups = (prompt: string, ...otherPrompts: readonly string[]) =>
  promptGroups({ prompt, otherPrompts, particles: 5, islands: 1 });

describe("the groups of prompts", () => {
  it("are one a prompt, in order, each with all the particles", () => {
    expect(groups("a", "", "b").map(({ prompt, particles }) => [prompt, particles])).toEqual([
      ["a", 5],
      ["", 5],
      ["b", 5],
    ]);
  });

  it("have keys that depend on the prompt alone", () => {
    const [a, b] = groups("a", "b");
    expect(groups("b", "a").map(({ key }) => key)).toEqual([b!.key, a!.key]);
    expect(groups("b")[0]!.key).toBe(b!.key);
  });

  it("have keys of their own for a prompt that comes again, the first as alone", () => {
    const [first, second, third] = groups("a", "a", "a");
    expect(new Set([first!.key, second!.key, third!.key]).size).toBe(3);
    expect(first!.key).toBe(groups("a")[0]!.key);
    expect([second!.prompt, third!.prompt]).toEqual(["a", "a"]);
  });

  it("are as many a prompt as it has islands, the first as it would be without the others", () => {
    const found = promptGroups({ prompt: "a", otherPrompts: ["b", "a"], particles: 5, islands: 3 });
    expect(found.map(({ prompt, island }) => `${prompt}${island}`).join(" ")).toBe("a0 a1 a2 b0 b1 b2 a0 a1 a2");
    expect(new Set(found.map(({ key }) => key)).size).toBe(9);
    expect([found[0]!.key, found[3]!.key, found[6]!.key]).toEqual(groups("a", "b", "a").map(({ key }) => key));
  });

  it("never share a key, whatever the prompts", () => {
    const prompt = fc.string({ unit: fc.constantFrom("a", "\0", "1", "0"), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(prompt, { minLength: 1, maxLength: 8 }), ([first, ...others]) => {
        const keys = groups(first!, ...others).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
