import { describe, expect, it } from "vitest";
import { asTheyAre, inPatches, patchPositions } from "../../../../src/runtime/image/stateLayout.ts";

const shape = { channels: 2, height: 2, width: 4 };
/** First the channel, then the row, then the column. */
const state = Float32Array.of(11, 12, 13, 14, 21, 22, 23, 24, 111, 112, 113, 114, 121, 122, 123, 124);

describe("states in patches", () => {
  it("are tokens row by row, each with its channels, each of them with four places", () => {
    const { data, dimensions } = inPatches.pack(state, shape);
    expect(dimensions).toEqual([2, 8]);
    expect([...data]).toEqual([11, 12, 21, 22, 111, 112, 121, 122, 13, 14, 23, 24, 113, 114, 123, 124]);
  });

  it("go through a row of patches before the next", () => {
    const { data } = inPatches.pack(
      Float32Array.from({ length: 16 }, (_, i) => i),
      { channels: 1, height: 4, width: 4 },
    );
    expect([...data]).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);
  });

  it("come back as they were", () => {
    expect(inPatches.unpack(inPatches.pack(state, shape).data, shape)).toEqual(state);
  });

  it("lie at their rows and columns", () => {
    const { data, dimensions } = patchPositions({ channels: 16, height: 4, width: 6 });
    expect(dimensions).toEqual([6, 3]);
    expect([...data]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 1, 0, 1, 2]);
  });
});

describe("states as they are", () => {
  it("have their own shape, and outputs are copies", () => {
    expect(asTheyAre.pack(state, shape)).toEqual({ data: state, dimensions: [2, 2, 4] });
    const copy = asTheyAre.unpack(state.subarray(0, 4), shape);
    expect(copy).toEqual(state.slice(0, 4));
    expect(copy.buffer).not.toBe(state.buffer);
  });
});
