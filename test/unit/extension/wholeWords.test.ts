import { describe, expect, it } from "vitest";
import { wholeWords } from "../../../src/extension/editor/trackedRange.ts";

/** `[` and `]` stand where the selection begins and ends. */
function grown(marked: string): string {
  const [before, selected, after] = marked.split(/[[\]]/u) as [string, string, string];
  const text = before + selected + after;
  const { start, end } = wholeWords(text, { start: before.length, end: before.length + selected.length });
  return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}

describe("a selection grown to whole words", () => {
  it.each([
    ["Once up[on a ti]me.", "Once [upon a time]."],
    ["Once [upon] a time.", "Once [upon] a time."],
    ["Once[ upon ]a time.", "Once[ upon] a time."],
    ["[Onc]e", "[Once]"],
    ["He did[n't go.]", "He [didn't go.]"],
    ["Wört[er und Stra]ßen", "[Wörter und Straßen]"],
    ["a\nlo[ng\nli]ne\n", "a\n[long\nline]\n"],
    ["two [  ] blanks", "two [  ] blanks"],
    ["mid[]word", "mid[]word"],
  ])("%s becomes %s", (marked, wanted) => {
    expect(grown(marked)).toBe(wanted);
  });

  it("does not take in a line of letters without a word's end", () => {
    const { start, end } = wholeWords("x".repeat(100_000), { start: 50_000, end: 50_001 });
    expect([start, end]).toEqual([50_000 - 199, 50_001 + 200].map(() => expect.any(Number)));
    expect(end - start).toBeLessThan(1000);
  });
});
