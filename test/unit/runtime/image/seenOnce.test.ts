import { describe, expect, it } from "vitest";
import { seenOnce } from "../../../../src/runtime/image/seenOnce.ts";

interface Told {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
  readonly prompt: string;
}

const image = (shade: number, prompt = "a cat", data = new Uint8ClampedArray(4).fill(shade)): Told => ({
  width: 1,
  height: 1,
  data,
  prompt,
});

/** Answers by shade and prompt, and keeps what each call was asked. */
function watched(options: Partial<Parameters<typeof seenOnce<Told, string>>[1]> = {}) {
  const asked: string[][] = [];
  const nameOf = ({ data, prompt }: Told): string => `${data[0]} ${prompt}`;
  const see = (images: readonly Told[]): Promise<string[]> => {
    asked.push(images.map(nameOf));
    return Promise.resolve(images.map(nameOf));
  };
  return { asked, look: seenOnce(see, { batch: 2, ...options }) };
}

describe("images that are seen once", () => {
  it("asks for each content once, in batches, and answers in order", async () => {
    const { asked, look } = watched();
    expect(await look([1, 2, 1, 3, 2].map((shade) => image(shade)))).toEqual(
      [1, 2, 1, 3, 2].map((shade) => `${shade} a cat`),
    );
    expect(asked).toEqual([["1 a cat", "2 a cat"], ["3 a cat"]]);
    expect(await look([image(3), image(4)])).toEqual(["3 a cat", "4 a cat"]);
    expect(asked.slice(2)).toEqual([["4 a cat"]]);
    expect(await look([])).toEqual([]);
  });

  it("asks again of the same pixels, shared or equal, where something else is told of them", async () => {
    const { asked, look } = watched({ told: ({ prompt }) => prompt });
    const data = new Uint8ClampedArray(4).fill(1);
    expect(await look([image(1, "a cat", data), image(1, "a dog", data), image(1, "a cat")])).toEqual([
      "1 a cat",
      "1 a dog",
      "1 a cat",
    ]);
    expect(asked).toEqual([["1 a cat", "1 a dog"]]);
  });

  it("takes images of as many pixels and another shape for others", async () => {
    const { asked, look } = watched();
    const data = new Uint8ClampedArray(8);
    await look([
      { width: 2, height: 1, data: data.slice(), prompt: "" },
      { width: 1, height: 2, data: data.slice(), prompt: "" },
    ]);
    expect(asked.flat()).toHaveLength(2);
  });

  it("answers to more images at once than are kept", async () => {
    const { look } = watched({ batch: 100 });
    const many = Array.from({ length: 1500 }, (_, n) => ({ ...image(0), width: n }));
    expect(await look(many)).toHaveLength(1500);
    expect((await look(many)).every((answer) => answer === "0 a cat")).toBe(true);
  });

  it("ends between two calls, and keeps nothing of a call that failed", async () => {
    const { asked, look } = watched();
    const stop = new AbortController();
    stop.abort();
    await expect(look([image(1)], stop.signal)).rejects.toThrow();
    expect(asked).toEqual([]);
    let fails = true;
    const shaky = seenOnce(
      (images: readonly Told[]) =>
        fails ? Promise.reject(new Error("no memory")) : Promise.resolve(images.map(() => 1)),
      { batch: 4 },
    );
    await expect(shaky([image(1)])).rejects.toThrow("no memory");
    fails = false;
    expect(await shaky([image(1)])).toEqual([1]);
  });
});
