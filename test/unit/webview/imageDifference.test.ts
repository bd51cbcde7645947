/** Where two pictures differ. */
import { describe, expect, it } from "vitest";
import { differenceSentence, imageDifference } from "../../../webview/pictures/imageDifference.ts";

const pixels = (...of: readonly (readonly [number, number, number])[]): Uint8ClampedArray =>
  Uint8ClampedArray.from(of.flatMap((colour) => [...colour, 255]));

describe("the difference of two pictures", () => {
  it("is white where they differ most, by whichever channel, and black where they are alike", () => {
    const difference = imageDifference(
      pixels([10, 20, 30], [0, 0, 0], [9, 9, 9]),
      pixels([10, 70, 20], [0, 0, 100], [9, 9, 9]),
    );
    expect([...difference.pixels]).toEqual([128, 128, 128, 255, 255, 255, 255, 255, 0, 0, 0, 255]);
    expect(difference).toMatchObject({ largest: 100, share: 2 / 3 });
    expect(differenceSentence(difference)).toMatch(/^67 % of the pixels differ, by at most 100 of 255/u);
  });

  it("of a picture and itself is said to be none", () => {
    const difference = imageDifference(pixels([1, 2, 3]), pixels([1, 2, 3]));
    expect([...difference.pixels]).toEqual([0, 0, 0, 255]);
    expect(differenceSentence(difference)).toBe("Alike in every pixel.");
    expect(differenceSentence({ largest: 3, share: 0.001 })).toMatch(/^Less than 1 %/u);
  });
});
