import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type MatchModel, openMatchModel } from "../../src/runtime/image/matchModel.ts";
import { image, scenes } from "./paintedScenes.ts";

const folder = join(import.meta.dirname, "../../media/scorers/emoji-match");
let model: MatchModel;
beforeAll(async () => {
  model = await openMatchModel(folder);
});

describe("prompt-match", () => {
  it("scores the true caption of a painted scene above one that is nearly true, of the same pixels", async () => {
    const pairs = scenes.flatMap(({ rgb, caption, wrong }) => [image(rgb, caption), image(rgb, wrong)]);
    const scores = await model.match(pairs);
    const right = scenes.filter((_, n) => scores[2 * n]! > scores[2 * n + 1]!);
    expect(right.length).toBeGreaterThan(0.9 * scenes.length);
  });

  it("scores to the bit alike alone, with others, and among what was seen before", async () => {
    const images = scenes.slice(0, 5).map(({ rgb, caption }) => image(rgb, caption));
    const scores = await model.match(images);
    const another = await openMatchModel(folder);
    const alone = [];
    for (const one of images.toReversed()) alone.unshift(...(await another.match([one])));
    expect(alone).toEqual(scores);
    const third = await openMatchModel(folder);
    await third.match(images.slice(1, 4));
    expect(await third.match(images)).toEqual(scores);
  });

  it("scores images of another size as what they show, from a dot to a large one", async () => {
    const { rgb, caption } = scenes[0]!;
    const [own, large] = await model.match([image(rgb, caption), image(rgb, caption, 20)]);
    expect(large).toBeCloseTo(own!, 3);
    for (const [width, height] of [
      [1, 1],
      [1, 500],
      [7, 3],
    ] as const) {
      const data = new Uint8ClampedArray(4 * width * height).fill(90);
      const [score] = await model.match([{ width, height, data, prompt: caption }]);
      expect(Math.abs(score!)).toBeLessThanOrEqual(1);
    }
  });

  it.each(["", "half \uD83D a pair \u0000", "東京 🙂", "cat ".repeat(5000)])(
    "is a number in [−1, 1] for a prompt that it does not know: %j",
    async (prompt) => {
      const [score] = await model.match([image(scenes[0]!.rgb, prompt)]);
      expect(Math.abs(score!)).toBeLessThanOrEqual(1);
    },
  );

  it("has no numbers for no images", async () => {
    expect(await model.match([])).toEqual([]);
  });
});
