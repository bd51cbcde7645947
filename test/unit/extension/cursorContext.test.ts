import { describe, expect, it } from "vitest";
import { cursorContext, fitInsertion, longestContext } from "../../../src/extension/editor/cursorContext.ts";

describe("the context of a cursor", () => {
  it("is everything where everything fits", () => {
    expect(cursorContext("before ", " after", 100)).toEqual({ prefix: "before ", suffix: " after" });
  });

  it("ends in one space where a new word is to begin", () => {
    expect(cursorContext("before  \t", "", 100).prefix).toBe("before ");
    expect(cursorContext("befo", "", 100).prefix).toBe("befo");
  });

  it("keeps the line breaks that end it", () => {
    expect(cursorContext("The end.\n", "", 100).prefix).toBe("The end.\n");
  });

  it("is what is nearest of a long text, as much on either side", () => {
    expect(cursorContext("far away, near ", " at once, much later", 5)).toEqual({ prefix: "near ", suffix: " at o" });
  });

  it("sends more characters than a model's tokens can hold", () => {
    const long = "word ".repeat(1000);
    expect(cursorContext(long, long, longestContext(64)).prefix).toHaveLength(1024);
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
