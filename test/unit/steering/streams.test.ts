import { describe, expect, it } from "vitest";
import type { StreamAddress } from "../../../src/steering/random.ts";
import { atIteration, createRandomStreams } from "../../../src/steering/streams.ts";

const home: StreamAddress = { purpose: "transition", group: "a", slot: 1, step: 2, draw: 3, iteration: 4 };
const first = (address: StreamAddress, seed = 1): number => createRandomStreams(seed).stream(address).uint32();

describe("random streams", () => {
  it("give the same numbers for the same address, whatever else was drawn", () => {
    const streams = createRandomStreams(5);
    const before = Array.from({ length: 5 }, (_, slot) => streams.stream({ ...home, slot }).uniform());
    streams.stream({ ...home, group: "other" }).normal();
    const after = [4, 3, 2, 1, 0].map((slot) => streams.stream({ ...home, slot }).uniform()).toReversed();
    expect(after).toStrictEqual(before);
  });

  it.each([
    ["seed", home, 2],
    ["high half of the seed", home, 1 + 2 ** 32],
    ["purpose", { ...home, purpose: "decode" }, 1],
    ["group", { ...home, group: "b" }, 1],
    ["slot", { ...home, slot: 2 }, 1],
    ["step", { ...home, step: 1 }, 1],
    ["draw", { ...home, draw: 0 }, 1],
    ["iteration", { ...home, iteration: 0 }, 1],
  ] as const)("differ by %s", (_, address, seed) => {
    expect(first(address, seed)).not.toBe(first(home));
  });

  it("tell apart groups that differ only beyond their beginning, in length, or by trailing zeros", () => {
    const keys = [
      "",
      "\0",
      "\0\0",
      "12345678",
      "123456789",
      "12345678\0",
      "123456789x",
      "héé",
      "hé",
      "ab",
      "ba",
      "1234567887654321",
    ];
    const drawn = keys.map((group) => first({ ...home, group }));
    expect(new Set(drawn).size).toBe(keys.length);
  });

  it("do not collide over many neighbouring addresses", () => {
    const streams = createRandomStreams(9);
    const seen = new Set<string>();
    for (let slot = 0; slot < 20; slot += 1) {
      for (let step = 0; step < 20; step += 1) {
        for (let draw = 0; draw < 5; draw += 1) {
          const stream = streams.stream({ purpose: "decode", group: "g", slot, step, draw });
          seen.add(`${stream.uint32()} ${stream.uint32()}`);
        }
      }
    }
    expect(seen.size).toBe(2000);
  });

  it("are those of the iteration that atIteration names", () => {
    const streams = createRandomStreams(1);
    const { iteration: _, ...address } = home;
    expect(atIteration(streams, 4).stream(address).uint32()).toBe(streams.stream(home).uint32());
  });

  it("have uniforms in [0, 1) with the mean and variance of uniforms, over streams and within one", () => {
    const streams = createRandomStreams(3);
    const count = 40_000;
    const within = streams.stream(home);
    const across = Array.from({ length: count }, (_, slot) => streams.stream({ ...home, slot }).uniform());
    for (const numbers of [across, Array.from({ length: count }, () => within.uniform())]) {
      const mean = numbers.reduce((a, b) => a + b, 0) / count;
      const variance = numbers.reduce((sum, u) => sum + (u - mean) ** 2, 0) / count;
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers)).toBeLessThan(1);
      expect(Math.abs(mean - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(count));
      expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
    }
  });

  it("fill arrays with what they would have given one by one, from a fresh block on", () => {
    const filled = new Float64Array(7);
    createRandomStreams(3).stream(home).fillUniform32(filled);
    const single = createRandomStreams(3).stream(home);
    for (const uniform of filled) expect(uniform).toBe((single.uint32() + 0.5) * 2 ** -32);
    const later = createRandomStreams(3).stream(home);
    later.uint32();
    later.fillUniform32(filled);
    const skipping = createRandomStreams(3).stream(home);
    for (let skipped = 0; skipped < 4; skipped += 1) skipping.uint32();
    expect(filled[0]).toBe((skipping.uint32() + 0.5) * 2 ** -32);
  });

  it("have normals with the moments of normals", () => {
    const stream = createRandomStreams(3).stream(home);
    const count = 40_000;
    const numbers = Array.from({ length: count }, () => stream.normal());
    const moment = (power: number): number => numbers.reduce((sum, x) => sum + x ** power, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])("refuse the seed %d", (seed) => {
    expect(() => createRandomStreams(seed)).toThrow(expect.objectContaining({ code: "steering-invalid" }));
  });

  it("take the largest seed", () => {
    expect(first(home, Number.MAX_SAFE_INTEGER)).not.toBe(first(home, Number.MAX_SAFE_INTEGER - 1));
  });

  it("fill with the normals that single calls give, to the bit, whatever was drawn before and is drawn after", () => {
    const chance = createRandomStreams(3).stream({ ...home, purpose: "output" });
    const draws = ["uniform", "normal", "uint32"] as const;
    for (let trial = 0; trial < 300; trial += 1) {
      const address = { ...home, slot: trial, draw: Math.floor(2 ** 31 * chance.uniform()) };
      const streams = createRandomStreams(Math.floor(2 ** 53 * chance.uniform()));
      const [filled, single] = [streams.stream(address), streams.stream(address)];
      for (let part = 0; part < 4; part += 1) {
        const drawn = Array.from(
          { length: Math.floor(4 * chance.uniform()) },
          () => draws[Math.floor(3 * chance.uniform())]!,
        );
        expect(drawn.map((draw) => filled[draw]())).toStrictEqual(drawn.map((draw) => single[draw]()));
        const count = Math.floor((trial % 30 === 0 ? 7000 : 20) * chance.uniform());
        const kind = chance.uniform() < 0.5 ? Float32Array : Float64Array;
        const [found, wanted] = [new kind(count), new kind(count)];
        filled.fillNormals(found);
        for (let i = 0; i < count; i += 1) wanted[i] = single.normal();
        expect(found).toStrictEqual(wanted);
      }
      expect(filled.uint32()).toBe(single.uint32());
      expect(filled.normal()).toBe(single.normal());
    }
  });
});
