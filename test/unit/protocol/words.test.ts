/** Numbers, times and texts as every face shows them. */
import { timeLeft } from "../../../src/protocol/timeWords.ts";
import { takenWords } from "../../../src/protocol/devices.ts";
import { describe, expect, it } from "vitest";
import type { Estimate } from "../../../src/protocol/comparison.ts";
import { estimateText } from "../../../src/protocol/estimateWords.ts";
import { formatSeconds } from "../../../src/protocol/timeWords.ts";
import {
  formatCount,
  formatEss,
  formatFixed,
  formatNumber,
  formatShort,
  formatTick,
  formatWeight,
  plural,
} from "../../../src/protocol/numberWords.ts";

describe("numbers", () => {
  it.each([
    [0, "0.000"],
    [0.8423, "0.842"],
    [0.12345, "0.123"],
    [-0.5, "−0.500"],
    [12.345, "12.35"],
    [123.456, "123.5"],
    [12_345.6, "12346"],
    [1.5e21, "1.50e21"],
    [-0.0000123, "−1.23e−5"],
    [-Infinity, "−∞"],
    [Number.NaN, "not a number"],
  ])("writes %d as %s", (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [0, "0 %"],
    [0.0004, "< 0.1 %"],
    [0.0423, "4.2 %"],
    [0.41, "41 %"],
    [1, "100 %"],
  ])("writes the weight %d as %s", (weight, text) => expect(formatWeight(weight)).toBe(text));

  it("writes two digits, and figures of a column, as people do", () => {
    expect([-1.234e-12, 1e21, -0.0456, Infinity].map(formatShort)).toEqual(["−1.2e−12", "1e21", "−0.046", "∞"]);
    expect([-0.0004, 0.0004, -0.0006, -Infinity].map((value) => formatFixed(value, 3))).toEqual([
      "0.000",
      "0.000",
      "−0.001",
      "−∞",
    ]);
  });

  it("writes an estimate with decimals, and with two digits where they would show zeros alone", () => {
    const around = (mean: number, by: number): Estimate => ({ mean, interval: [mean - by, mean + by], seeds: 2 });
    expect(estimateText(around(0.0001, 0.25))).toBe("0.000 [−0.250, 0.250]");
    expect(estimateText(around(0.00002, 0.000005))).toBe("0.00002 [0.000015, 0.000025]");
    expect(estimateText({ mean: -3.14e-9, interval: undefined, seeds: 1 })).toBe("−3.1e−9");
    expect(estimateText(around(0, 0))).toBe("0.000 [0.000, 0.000]");
  });

  it.each([
    [5, [320, 325, 330], ["320", "325", "330"]],
    [2.5, [-102.5, -100, 0], ["−102.5", "−100.0", "0"]],
    [0.05, [0.1 + 0.2, 0.35], ["0.30", "0.35"]],
    [0.1, [-2.7755575615628914e-17, 0.1], ["0", "0.1"]],
    [2000, [1_000_000, 1_002_000], ["1e6", "1.002e6"]],
    [2.5e-6, [-2.5e-6, 5e-6, 7.5e-6], ["−2.5e−6", "5e−6", "7.5e−6"]],
  ])("tells numbers that stand %d apart beside an axis", (step, values, texts) =>
    expect(values.map((value) => formatTick(value, step))).toEqual(texts),
  );

  it("keeps a decimal of the ESS while that says something", () => {
    expect([5.23, 8, 123.4].map(formatEss)).toEqual(["5.2", "8", "123"]);
  });

  it("parts thousands and knows the plural", () => {
    expect(formatCount(1_234_567)).toBe("1\u202f234\u202f567");
    expect(plural(1, "forward pass", "forward passes")).toBe("1 forward pass");
    expect(plural(2, "text")).toBe("2 texts");
  });
});

it("says a call of a device in as many samples as it has", () => {
  const checks = { model: "m", weights: 11.1e6, devices: [], taken: "cpu" };
  expect(takenWords({ ...checks, samples: 1 })).toMatch(/^With m, whose weights take 11.1 MB, a call of 1 sample\. /u);
  expect(takenWords({ ...checks, samples: 8 })).toMatch(/^With m, whose weights take 11.1 MB, a call of 8 samples\. /u);
});

describe("times", () => {
  it.each([
    [0.00043, "0.43 ms"],
    [0.0081, "8.1 ms"],
    [0.042, "42 ms"],
    [9.31, "9.3 s"],
    [42.4, "42 s"],
    [125, "2 min 5 s"],
    [7260, "2 h 1 min"],
  ])("writes %d seconds as %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  it("says no more of the rest than is known", () => {
    expect([0.4, 5.2, 61, 5400].map(timeLeft)).toEqual([
      "less than a second left",
      "6 s left",
      "2 min left",
      "1.5 h left",
    ]);
  });
});
