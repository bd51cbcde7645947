import { describe, expect, it } from "vitest";
import { Previews } from "../../../src/engine/models/previews.ts";
import { decodePng } from "../../../src/png/png.ts";

const image = (side: number, red: number) => ({
  width: side,
  height: side,
  data: Uint8ClampedArray.from({ length: side * side * 4 }, (_, i) => (i % 4 === 0 ? red : 255)),
});
const read = (png: string) => decodePng(Buffer.from(png, "base64"));

describe("previews", () => {
  it("are small PNG files, one a state, and copies are looked at once", () => {
    const looked: number[] = [];
    const look = (state: { readonly red: number }) => {
      looked.push(state.red);
      return image(300, state.red);
    };
    const [one, other] = [{ red: 10 }, { red: 20 }];
    const pngs = new Previews(() => 0).of([one, other, one], look)!;
    expect(looked).toEqual([10, 20]);
    expect(pngs[2]).toBe(pngs[0]);
    expect(pngs.map((png) => [read(png).width, read(png).data[0]])).toEqual([
      [100, 10],
      [100, 20],
      [100, 10],
    ]);
  });

  it("take no more than a fiftieth of the time", () => {
    let now = 0;
    const previews = new Previews(() => now);
    const slow = () => {
      now += 10;
      return image(1, 0);
    };
    expect(previews.of([{}], slow)).toHaveLength(1);
    now += 489;
    expect(previews.of([{}], slow)).toBeUndefined();
    now += 1;
    expect(previews.of([{}], slow)).toHaveLength(1);
  });

  it("are none where a state has no look", () => {
    expect(new Previews().of([{}], () => undefined)).toBeUndefined();
  });
});
