import { describe, expect, it } from "vitest";
import { philox4x32 } from "../../../src/steering/philox.ts";
import { mostPairs, uniformPairs } from "../../../src/steering/philoxPairs.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

const random = createRandomStreams(11).stream({ purpose: "decode", group: "g", slot: 0, step: 0 });
/** Whole words, and those at which products and sums carry. */
const word = (): number =>
  [0, 1, 0x7fffffff, 0x80000000, 0xffffffff][Math.floor(50 * random.uniform())] ?? random.uint32();

describe("pairs of uniforms by the thousand", () => {
  it("are those of Philox's blocks one by one, whatever the counter, key and count", () => {
    const words = new Int32Array(4);
    const uniform = (at: number): number => ((words[at]! >>> 5) * 2 ** 26 + (words[at + 1]! >>> 6)) * 2 ** -53;
    for (let trial = 0; trial < 400; trial += 1) {
      const count = trial === 0 ? mostPairs : 1 + Math.floor((trial % 50 === 0 ? mostPairs : 40) * random.uniform());
      const [c0, c1, c2, block, k0, k1] = Array.from({ length: 6 }, word) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const { first, second } = uniformPairs(c0, c1, c2, block, k0, k1, count);
      const found = [[...first.subarray(0, count)], [...second.subarray(0, count)]];
      const wanted = Array.from({ length: count }, (_, i) => {
        philox4x32(c0, c1, c2, block + i, k0, k1, words);
        return [uniform(0), uniform(2)] as const;
      });
      expect(found).toStrictEqual([wanted.map(([one]) => one), wanted.map(([, other]) => other)]);
    }
  });
});
