import { describe, expect, it } from "vitest";
import {
  endToEnd,
  guidanceEmbedding,
  sideBySide,
  widened,
  zeros,
} from "../../../../src/runtime/image/prompt/conditioning.ts";

const row = (values: readonly number[], ...dimensions: number[]) => ({ data: Float32Array.from(values), dimensions });

describe("what a denoiser is told", () => {
  it("puts encoders side by side, token by token", () => {
    expect(sideBySide([row([1, 2, 3, 4], 2, 2), row([5, 6], 2, 1)])).toEqual(row([1, 2, 5, 3, 4, 6], 2, 3));
  });

  it("widens with zeros behind each token, or leaves alone what is wide enough", () => {
    expect(widened(row([1, 2], 2, 1), 3)).toEqual(row([1, 0, 0, 2, 0, 0], 2, 3));
    expect(widened(row([1, 2], 2, 1), 1)).toEqual(row([1, 2], 2, 1));
  });

  it("puts sequences and vectors end to end", () => {
    expect(endToEnd([row([1, 2], 1, 2), zeros([1, 2])])).toEqual(row([1, 2, 0, 0], 2, 2));
    expect(endToEnd([row([1, 2], 2), row([3], 1)])).toEqual(row([1, 2, 3], 3));
  });

  it("embeds a guidance scale of 1 as no angle at all: sines 0, cosines 1", () => {
    expect([...guidanceEmbedding(1, 6).data]).toEqual([0, 0, 0, 1, 1, 1]);
    const { data, dimensions } = guidanceEmbedding(1.001, 4);
    expect(dimensions).toEqual([4]);
    expect(data[0]).toBeCloseTo(Math.sin(1), 4);
    expect(data[1]).toBeCloseTo(Math.sin(1e-4), 8);
  });
});
