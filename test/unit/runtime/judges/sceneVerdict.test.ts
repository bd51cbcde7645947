import { describe, expect, it } from "vitest";
import { readCaption, type SceneWords } from "../../../../src/runtime/judges/sceneCaption.ts";
import { cells, fitsScene, type FoundThing, foundThings } from "../../../../src/runtime/judges/sceneVerdict.ts";

const words: SceneWords = {
  objects: [
    ["cat", "cats"],
    ["house", "houses"],
  ],
  colours: ["red", "blue"],
};
const at = (name: string, x: number, y: number, colour?: string): FoundThing => ({ name, colour, x, y });
const fits = (caption: string, ...found: FoundThing[]) => fitsScene(readCaption(caption, words)!, found);

describe("what a detector finds", () => {
  const channels = 1 + words.objects.length + 1 + words.colours.length;
  function picture(...middles: readonly (readonly [x: number, y: number, logit: number])[]): Float32Array {
    const things = new Float32Array(channels * cells * cells).fill(-5);
    for (const [x, y, logit] of middles) {
      const cell = y * cells + x;
      things[cell] = logit;
      things[2 * cells * cells + cell] = 3; // a house
      things[5 * cells * cells + cell] = 3; // a blue one
    }
    return things;
  }

  it("is a thing for each middle that none nearby outdoes", () => {
    expect(foundThings(picture([3, 4, 2], [4, 4, 1], [12, 4, 0]), words)).toEqual([
      at("house", 3, 4, "blue"),
      at("house", 12, 4, "blue"),
    ]);
  });

  it("is nothing where no middle is likely enough", () => {
    expect(foundThings(picture([3, 4, -0.7]), words)).toEqual([]);
    expect(foundThings(picture([3, 4, -0.5]), words)).toHaveLength(1);
  });

  it("reaches the corners", () => {
    const corners = foundThings(picture([0, 0, 1], [15, 0, 1], [0, 15, 1], [15, 15, 1]), words);
    expect(corners.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [15, 0],
      [0, 15],
      [15, 15],
    ]);
  });
});

describe("the verdict on a caption", () => {
  it("wants every thing, and minds no other", () => {
    expect(fits("a cat", at("cat", 3, 3), at("house", 9, 9))).toBe(true);
    expect(fits("a cat and a house", at("cat", 3, 3), at("house", 9, 9))).toBe(true);
    expect(fits("a cat and a house", at("cat", 3, 3), at("cat", 9, 9))).toBe(false);
    expect(fits("a cat")).toBe(false);
  });

  it("counts exactly", () => {
    const cats = [at("cat", 3, 3), at("cat", 9, 3), at("cat", 3, 9)];
    expect(fits("three cats", ...cats)).toBe(true);
    expect(fits("two cats", ...cats)).toBe(false);
    expect(fits("four cats", ...cats)).toBe(false);
  });

  it("binds a colour to its thing", () => {
    expect(fits("a red cat", at("cat", 3, 3, "red"))).toBe(true);
    expect(fits("a red cat", at("cat", 3, 3))).toBe(false);
    expect(fits("a red cat and a blue house", at("cat", 3, 3, "red"), at("house", 9, 9, "blue"))).toBe(true);
    expect(fits("a red cat and a blue house", at("cat", 3, 3, "blue"), at("house", 9, 9, "red"))).toBe(false);
  });

  it.each([
    ["left of", 8, 0],
    ["right of", -8, 0],
    ["above", 0, 8],
    ["below", 0, -8],
  ])("knows %s from the other three", (relation, across, down) => {
    const found = [at("cat", 8, 8), at("house", 8 + across, 8 + down)];
    const held = ["left of", "right of", "above", "below"].filter((other) => fits(`a cat ${other} a house`, ...found));
    expect(held).toEqual([relation]);
  });
});
