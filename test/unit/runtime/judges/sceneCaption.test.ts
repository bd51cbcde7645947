import { describe, expect, it } from "vitest";
import { readCaption, type SceneWords } from "../../../../src/runtime/judges/sceneCaption.ts";

const words: SceneWords = {
  objects: [
    ["cat", "cats"],
    ["apple", "apples"],
    ["house", "houses"],
  ],
  colours: ["red", "orange"],
};
const thing = (name: string, colour?: string) => ({ name, colour });

describe("the caption of a scene", () => {
  it.each([
    ["a cat", { kind: "single", things: [thing("cat")], count: undefined, relation: undefined }],
    ["an orange cat", { kind: "colour", things: [thing("cat", "orange")], count: undefined, relation: undefined }],
    ["three apples", { kind: "counting", things: [thing("apple")], count: 3, relation: undefined }],
    ["a cat and an apple", { kind: "two", things: [thing("cat"), thing("apple")] }],
    ["a red cat and an orange apple", { kind: "binding", things: [thing("cat", "red"), thing("apple", "orange")] }],
    ["a cat left of a house", { kind: "position", things: [thing("cat"), thing("house")], relation: "left of" }],
    ["  A cat  BELOW a house. ", { kind: "position", things: [thing("cat"), thing("house")], relation: "below" }],
  ])("says what %j asks for", (caption, wanted) => {
    expect(readCaption(caption, words)).toMatchObject(wanted);
  });

  it.each([
    "",
    "a",
    "cat",
    "a dragon",
    "a mauve cat",
    "five cats",
    "three cat",
    "a cat and a dragon",
    "a cat and an apple and a house",
    "a cat beside a house",
    "a cat left of",
    "\u0000\uD83D",
  ])("does not guess at %j", (caption) => {
    expect(readCaption(caption, words)).toBeUndefined();
  });
});
