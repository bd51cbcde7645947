import { describe, expect, it } from "vitest";
import { documentRows, sentenceRows } from "../../../../src/runtime/judges/judgeTokens.ts";

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

describe("rows of a document", () => {
  const rowsOf = (text: string) => [...documentRows(text, frame)];

  it("are one of a text that fits, between end tokens", () => {
    expect(rowsOf("Go. No")).toEqual([[0, 71, 111, 46, 32, 78, 111, 0]]);
  });

  it("end with the text alone, and lose nothing, where it is longer than the window", () => {
    const rows = rowsOf("abcdefghijklm");
    expect(rows.map((row) => row.at(-1) === 0)).toEqual([false, false, true]);
    expect(rows.map((row) => row[0])).toEqual([0, 0, 0]);
    expect(rows.map((row) => String.fromCharCode(...row.filter((id) => id !== 0))).join("")).toBe("abcdefghijklm");
  });

  it("end once where a text is longer than what is cut into tokens at once", () => {
    const rows = rowsOf("abcde ".repeat(2000));
    expect(rows.filter((row) => row.at(-1) === 0)).toHaveLength(1);
    expect(rows.at(-1)!.at(-1)).toBe(0);
  });

  it("are the end alone of a text without words", () => {
    expect(rowsOf("")).toEqual([[0, 0]]);
    expect(rowsOf(" \n\t")).toEqual([[0, 0]]);
  });
});
