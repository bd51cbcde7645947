import { array, assert, nat, property, record, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { movedBy } from "../../../src/extension/editor/trackedRange.ts";

const range = { start: 10, end: 20 };

describe("a tracked range", () => {
  it("moves with what is typed before it", () => {
    expect(movedBy(range, { offset: 3, length: 0, inserted: 4 })).toEqual({ start: 14, end: 24 });
    expect(movedBy(range, { offset: 3, length: 2, inserted: 0 })).toEqual({ start: 8, end: 18 });
  });

  it("stays where it is when something changes behind it", () => {
    expect(movedBy(range, { offset: 25, length: 3, inserted: 9 })).toEqual(range);
  });

  it("leaves out what is typed at its edges", () => {
    expect(movedBy(range, { offset: 10, length: 0, inserted: 5 })).toEqual({ start: 15, end: 25 });
    expect(movedBy(range, { offset: 20, length: 0, inserted: 5 })).toEqual(range);
  });

  it("follows a cursor: what is typed there comes before it", () => {
    expect(movedBy({ start: 5, end: 5 }, { offset: 5, length: 0, inserted: 3 })).toEqual({ start: 8, end: 8 });
  });

  it("grows and shrinks with a change inside it", () => {
    expect(movedBy(range, { offset: 12, length: 2, inserted: 5 })).toEqual({ start: 10, end: 23 });
  });

  it("is cut by a change across an edge", () => {
    expect(movedBy(range, { offset: 5, length: 8, inserted: 1 })).toEqual({ start: 6, end: 13 });
    expect(movedBy(range, { offset: 15, length: 10, inserted: 3 })).toEqual({ start: 10, end: 15 });
  });

  it("is empty behind a change that swallows it", () => {
    expect(movedBy(range, { offset: 5, length: 30, inserted: 2 })).toEqual({ start: 7, end: 7 });
  });

  it("keeps the text around it: what was outside stays outside, in order", () => {
    const change = record({ at: nat(40), length: nat(10), text: stringMatching(/^[x-z]{0,6}$/) });
    assert(
      property(array(change, { maxLength: 6 }), (changes) => {
        let text = `${"a".repeat(10)}${"b".repeat(10)}${"c".repeat(10)}`;
        let tracked = { start: 10, end: 20 };
        for (const { at, length, text: inserted } of changes) {
          const offset = Math.min(at, text.length);
          const removed = Math.min(length, text.length - offset);
          text = text.slice(0, offset) + inserted + text.slice(offset + removed);
          tracked = movedBy(tracked, { offset, length: removed, inserted: inserted.length });
        }
        expect(tracked.start).toBeLessThanOrEqual(tracked.end);
        expect(text.slice(0, tracked.start)).not.toMatch(/[bc]/);
        expect(text.slice(tracked.end)).not.toMatch(/[ab]/);
      }),
    );
  });
});
