import { describe, expect, it } from "vitest";
import { philox4x32 } from "../../../src/steering/philox.ts";

/** counter, key, output: the vectors for 10 rounds in Random123's kat_vectors. */
const known = [
  ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
  ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
] as const;

const words = (text: string): number[] => text.split(" ").map((word) => Number.parseInt(word, 16));

describe("Philox 4×32-10", () => {
  it.each(known)("gives the known answer for counter %s, key %s", (counter, key, answer) => {
    const out = new Int32Array(4);
    const [c0, c1, c2, c3] = words(counter);
    const [k0, k1] = words(key);
    philox4x32(c0!, c1!, c2!, c3!, k0!, k1!, out);
    expect(Array.from(out, (word) => word >>> 0)).toStrictEqual(words(answer));
  });
});
