import { describe, expect, it } from "vitest";
import {
  brightness,
  closeness,
  meanColour,
  sentencesOf,
  shareOfColour,
  wordsOf,
} from "../../../src/rewards/helpers.ts";

const image = (...pixels: readonly (readonly [number, number, number])[]) => ({
  data: Uint8ClampedArray.from(pixels.flatMap((colour) => [...colour, 255])),
});
const red = [255, 0, 0] as const;
const white = [255, 255, 255] as const;
const black = [0, 0, 0] as const;

describe("helpers for texts", () => {
  it("find words with their apostrophes and hyphens, in any alphabet", () => {
    expect(wordsOf("Tom's well-known café, 3 times: Привет!")).toEqual([
      "Tom's",
      "well-known",
      "café",
      "times",
      "Привет",
    ]);
    expect(wordsOf("… 12 —")).toEqual([]);
  });

  it("find sentences, and take no mark for one", () => {
    expect(sentencesOf("He ran. She sat!? … and then")).toEqual(["He ran", "She sat", "and then"]);
    expect(sentencesOf("...")).toEqual([]);
  });
});

describe("closeness", () => {
  it("is 1 at the target, 0 out of reach, straight in between", () => {
    expect([10, 15, 5, 20, 99].map((value) => closeness(value, 10, 10))).toEqual([1, 0.5, 0.5, 0, 0]);
  });
});

describe("helpers for images", () => {
  it("give the mean colour and the luminance", () => {
    expect(meanColour(image(red, black))).toEqual([127.5, 0, 0]);
    expect(brightness(image(white))).toBeCloseTo(1, 12);
    expect(brightness(image(black))).toBe(0);
    expect(brightness(image([0, 255, 0]))).toBeGreaterThan(brightness(image(red)));
  });

  it("tell the share of pixels near a colour", () => {
    const picture = image(red, [250, 5, 5], white, black);
    expect(shareOfColour(picture, red, 0)).toBe(0.25);
    expect(shareOfColour(picture, red, 10)).toBe(0.5);
    expect(shareOfColour(picture, red, 442)).toBe(1);
  });

  it("have an answer for an image without pixels", () => {
    expect([brightness(image()), shareOfColour(image(), red, 9)]).toEqual([0, 0]);
  });
});
