import { describe, expect, it } from "vitest";
import { sentenceRows } from "../../../../src/runtime/judges/judgeTokens.ts";

/** A token a letter. */
const frame = { encode: (text: string) => Array.from(text, (letter) => letter.charCodeAt(0)), endId: 0, window: 8 };
const spelled = (text: string) => sentenceRows(text, frame).map((row) => String.fromCharCode(...row.slice(1, -1)));

describe("rows of sentences", () => {
  it("are one for each sentence, between end tokens", () => {
    expect(sentenceRows("Go. No!", frame)).toEqual([
      [0, 71, 111, 46, 0],
      [0, 78, 111, 33, 0],
    ]);
  });

  it("are none of a text without words", () => {
    expect(sentenceRows("", frame)).toEqual([]);
    expect(sentenceRows(" \n ", frame)).toEqual([]);
    expect(sentenceRows("unread", { ...frame, encode: () => [] })).toEqual([]);
  });

  it("are parts of about the same length where a sentence is longer than the window, with nothing lost", () => {
    expect(spelled("abcdefg")).toEqual(["abcd", "efg"]);
    expect(spelled("abcdef")).toEqual(["abcdef"]);
    expect(spelled("abcdefghijklmnopqrs")).toEqual(["abcde", "fghij", "klmno", "pqrs"]);
  });
});
