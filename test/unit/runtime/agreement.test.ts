import { describe, expect, it } from "vitest";
import { agreementOf, disbelief, tokenAgreementOf, tokenDisbelief } from "../../../src/runtime/device/agreement.ts";

const of = (...numbers: readonly number[]): Float32Array => Float32Array.from(numbers);
/** Logits of the probabilities. */
const logits = (...probabilities: readonly number[]): number[] => probabilities.map(Math.log);

describe("how far a device's numbers are from the CPU's", () => {
  it("is the root of the mean square of the differences, by how far the CPU's lie from their mean, wherever that is", () => {
    // Differences 1 and 0, deviations 10 and 10.
    expect(agreementOf(of(101, 120), of(100, 120))).toEqual({ largest: 1, share: Math.sqrt(1 / 200) });
    expect(agreementOf(of(-19, 0), of(-20, 0))).toEqual({ largest: 1, share: Math.sqrt(1 / 200) });
    expect(agreementOf(of(7, 7), of(7, 7))).toEqual({ largest: 0, share: 0 });
    expect(agreementOf(of(8, 7), of(7, 7))?.share).toBe(Infinity);
    // The score of one sample has no spread.
    expect(agreementOf(of(-20.5), of(-20))?.share).toBe(0.5 / 20);
    expect(agreementOf(of(0.5), of(0.25))?.share).toBe(0.25);
  });

  it("is not known where the CPU has no numbers or another count of them, and infinite where the device has none", () => {
    expect(agreementOf(of(1, 2), of(1, Number.NaN))).toBeUndefined();
    expect(agreementOf(of(1, 2), of(1))).toBeUndefined();
    expect(agreementOf(of(), of())).toBeUndefined();
    for (const none of [Number.NaN, Infinity])
      expect(agreementOf(of(none, 2), of(1, 2))).toEqual({ largest: Infinity, share: Infinity });
  });

  it("is believed up to a twentieth of their spread", () => {
    expect(disbelief({ largest: 9, share: 0.05 })).toBeUndefined();
    expect(disbelief({ largest: 0, share: 0.051 }, "there")).toBe(
      "its numbers differ from the CPU's by 5 %, there: what it computes would be wrong",
    );
    expect(disbelief({ largest: Infinity, share: Infinity })).toMatch(/^its numbers are not finite, on a state that/u);
  });
});

describe("how far a device's distributions of tokens are from the CPU's", () => {
  it("is the mean over places of half the differences of their probabilities", () => {
    const cpu = of(...logits(0.5, 0.3, 0.2), ...logits(0.1, 0.1, 0.8));
    const found = of(...logits(0.4, 0.4, 0.2).map((logit) => logit + 5), ...logits(0.1, 0.1, 0.8));
    const agreement = tokenAgreementOf(found, cpu, 3)!;
    expect(agreement.variation).toBeCloseTo(0.05, 6);
    // The first of 0.4 and 0.4 is the CPU's 0.5.
    expect(agreement.same).toBeCloseTo(1, 12);
    expect(agreement.largest).toBeCloseTo(5 + Math.log(4 / 3), 5);
  });

  it("counts another most probable token only where the CPU finds it less probable by more than rounding", () => {
    const cpu = of(...logits(0.5, 0.48, 0.02), ...logits(0.5, 0.47, 0.03));
    const turned = of(...logits(0.48, 0.5, 0.02), ...logits(0.47, 0.5, 0.03));
    expect(tokenAgreementOf(turned, cpu, 3)?.same).toBeCloseTo(0.5, 12);
  });

  it("lets tokens be that never come", () => {
    const cpu = of(0, -Infinity, 1);
    expect(tokenAgreementOf(cpu, cpu, 3)).toEqual({ largest: 0, same: 1, variation: 0 });
    expect(tokenAgreementOf(of(0, -65_504, 1), cpu, 3)).toEqual({ largest: 0, same: 1, variation: 0 });
    expect(tokenAgreementOf(of(0, 1, 1), cpu, 3)?.variation).toBeGreaterThan(0.3);
  });

  it("is as far as can be where the device gave no distribution, and not known where the CPU gave none", () => {
    const far = { largest: Infinity, same: 0, variation: 1 };
    for (const none of [Number.NaN, Infinity]) {
      expect(tokenAgreementOf(of(0, none), of(0, 1), 2)).toEqual(far);
      expect(tokenAgreementOf(of(0, 1), of(0, none), 2)).toBeUndefined();
    }
    expect(tokenAgreementOf(of(-Infinity, -Infinity), of(0, 1), 2)).toEqual(far);
    expect(tokenAgreementOf(of(0, 1, 2), of(0, 1), 2)).toBeUndefined();
    expect(tokenAgreementOf(of(0, 1, 2), of(0, 1, 2), 2)).toBeUndefined();
    expect(tokenAgreementOf(of(), of(), 2)).toBeUndefined();
  });

  it("is believed up to a twentieth of either", () => {
    expect(tokenDisbelief({ largest: 3, same: 0.95, variation: 0.05 }, "there")).toBeUndefined();
    expect(tokenDisbelief({ largest: 3, same: 0.94, variation: 0 }, "there")).toBe(
      "its most probable token is the CPU's at 94 % of the places, and the probabilities differ by 0 %, there: what it computes would be wrong",
    );
    expect(tokenDisbelief({ largest: 3, same: 1, variation: 0.06 }, "there")).toMatch(/differ by 6 %, there/u);
    expect(tokenDisbelief({ largest: Infinity, same: 0, variation: 1 }, "there")).toMatch(
      /^its numbers are not finite, there/u,
    );
  });
});
