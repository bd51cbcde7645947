import { describe, expect, it } from "vitest";
import { contextBudget, fitInsertion, nearestContext } from "../../../src/extension/editor/cursorContext.ts";

describe("the context of a cursor", () => {
  it("is everything where everything fits", () => {
    expect(nearestContext("before ", " after", 100)).toEqual({ prefix: "before", suffix: " after" });
  });

  it("is the nearest text, cut between words", () => {
    const { prefix } = nearestContext("The quick brown fox jumps over the lazy dog ", "", 20);
    expect(prefix).toBe("over the lazy dog");
  });

  it("keeps the line breaks that end it", () => {
    expect(nearestContext("The end.\n", "", 100).prefix).toBe("The end.\n");
  });

  it("keeps whole words that begin right at the cut", () => {
    expect(nearestContext("aaa bbb", "", 3).prefix).toBe("bbb");
  });

  it("gives what one side does not need to the other", () => {
    const long = "word ".repeat(40);
    expect(nearestContext("", long, 50)).toMatchObject({ prefix: "" });
    expect(nearestContext("", long, 50).suffix.length).toBeGreaterThan(40);
    expect(nearestContext(long, "end", 50).prefix.length).toBeGreaterThan(40);
    expect(nearestContext(long, "end", 50).suffix).toBe("end");
  });

  it("never exceeds its budget", () => {
    const long = "some words of text, ".repeat(20);
    for (let budget = 1; budget < 120; budget += 7) {
      const { prefix, suffix } = nearestContext(long, long, budget);
      expect(prefix.length + suffix.length).toBeLessThanOrEqual(budget);
    }
  });

  it("leaves the model room to write", () => {
    expect(contextBudget(64)).toBe(112);
    expect(contextBudget(1)).toBe(16);
  });
});

describe("an insertion", () => {
  it("does not begin with a second space", () => {
    expect(fitInsertion("sad and ", " then")).toBe("then");
    expect(fitInsertion("", " then")).toBe("then");
    expect(fitInsertion("sad", " then")).toBe(" then");
  });

  it("keeps line breaks", () => {
    expect(fitInsertion("", "\nthen")).toBe("\nthen");
  });
});
