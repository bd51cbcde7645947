import { describe, expect, it } from "vitest";
import type { Port } from "../../../src/runtime/onnx/port.ts";
import { textFeeds } from "../../../src/runtime/text/textFeeds.ts";

const port = (type: string, ...dimensions: (number | string)[]): Port => ({ name: "it", type, dimensions });
const none = {
  ids: port("int64", "b", "l"),
  tokenTypes: undefined,
  positions: undefined,
  places: undefined,
  times: [],
};
const free = { batch: undefined, length: undefined, vocabularySize: undefined };
const rows = [Int32Array.of(7, 8), Int32Array.of(9)];
const asked = [Int32Array.of(1, 0), Int32Array.of(2)];

function fed(ports: object, floatMask?: "additive" | "ones") {
  const signature = { ...none, attentionMask: undefined, ...free, ...ports };
  const stated = floatMask && { value: floatMask, source: "config.json" };
  const conventions = { firstPosition: 2, floatMask: stated };
  return textFeeds(rows, { rows: 3, length: 3, asked, askedColumns: 2, signature, conventions, padId: 1 });
}

describe("the inputs of a text model", () => {
  it("are whole numbers of the graph's own type, filled up with padding", () => {
    const { input_ids } = fed({ ids: port("int32", "b", "l") });
    expect(input_ids).toEqual({ data: Int32Array.of(7, 8, 1, 9, 1, 1, 1, 1, 1), dimensions: [3, 3] });
    expect(fed({})["input_ids"]?.data).toBeInstanceOf(BigInt64Array);
  });

  it("have positions that begin where the family's begin", () => {
    const { position_ids } = fed({ positions: port("int64", "b", "l") });
    expect([...position_ids!.data].map(Number)).toEqual([2, 3, 4, 2, 3, 4, 2, 3, 4]);
  });

  it("have the places that are asked for where the graph takes them, filled up to the longest row", () => {
    expect(fed({})).not.toHaveProperty("places");
    const { places } = fed({ places: port("int32", "b", "places") });
    expect(places).toEqual({ data: Int32Array.of(1, 0, 2, 0, 0, 0), dimensions: [3, 2] });
  });
});

describe("a mask", () => {
  const seen = [1, 1, 0, 1, 0, 0, 1, 1, 1];
  it("is truths, ones or a bias by its type and rank; a row without tokens looks at everything", () => {
    const mask = (attentionMask: Port, floats?: "additive" | "ones") =>
      fed({ attentionMask }, floats)["attention_mask"]!;
    expect(mask(port("bool", "b", "l"))).toEqual({ data: Uint8Array.from(seen), dimensions: [3, 3] });
    expect([...mask(port("int64", "b", "l")).data].map(Number)).toEqual(seen);
    expect(mask(port("float32", "b", "l")).data).toEqual(Float32Array.from(seen));
    const bias = Float32Array.from(seen, (on) => (on === 1 ? 0 : -65_504));
    expect(mask(port("float16", "b", 1, 1, "l"))).toEqual({ data: bias, dimensions: [3, 1, 1, 3] });
    expect(mask(port("float32", "b", "l"), "additive").data).toEqual(bias);
    expect(mask(port("float32", "b", 1, 1, "l"), "ones").data).toEqual(Float32Array.from(seen));
  });

  it("has a row for each place that looks, and for each head, where the graph wants them", () => {
    const { data, dimensions } = fed({ attentionMask: port("bool", "b", 2, "l", "l") })["attention_mask"]!;
    expect(dimensions).toEqual([3, 2, 3, 3]);
    const tail = [...data].slice(0, 18).map(Number);
    expect(tail).toEqual(Array.from({ length: 6 }, () => [1, 1, 0]).flat());
    expect(fed({ attentionMask: port("bool", "b", "l", "l") })["attention_mask"]?.dimensions).toEqual([3, 3, 3]);
  });
});
