import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { RewardImageSample } from "../../src/rewards/reward.ts";
import { image, scenes } from "./paintedScenes.ts";
import { openVerifier, type Verifier } from "../../src/runtime/judges/verifier.ts";

let verify: Verifier["verify"];
let refuse: Verifier["refuse"];
beforeAll(async () => {
  ({ verify, refuse } = await openVerifier(join(import.meta.dirname, "../../media/scorers/verifier")));
});

describe("the verifier", () => {
  it("says of painted scenes what it says in PyTorch, by the same rules", async () => {
    const truth = await verify(scenes.map(({ rgb, caption }) => image(rgb, caption)));
    expect(truth).toEqual(scenes.map(({ fits }) => Number(fits)));
    const wrong = await verify(scenes.map(({ rgb, wrong: caption }) => image(rgb, caption)));
    expect(wrong).toEqual(scenes.map(({ wrongFits }) => Number(wrongFits)));
    expect(truth).toEqual(scenes.map(() => 1));
    expect(wrong).toEqual(scenes.map(() => 0));
  });

  it("covers all six kinds of captions in these scenes", () => {
    expect(new Set(scenes.map(({ kind }) => kind)).size).toBe(6);
  });

  it("judges images of another size as the ones they show", async () => {
    expect(await verify(scenes.map(({ rgb, caption }) => image(rgb, caption, 4)))).toEqual(scenes.map(() => 1));
    const dot: RewardImageSample = { width: 1, height: 1, data: new Uint8ClampedArray(4), prompt: "a cat" };
    expect(await verify([dot])).toEqual([0]);
  });

  it("refuses a caption that it cannot read, in words, and judges none for nothing", async () => {
    const refused = {
      code: "specification-invalid",
      message: expect.stringContaining('"a castle by the sea"'),
    };
    await expect(verify([image(scenes[0]!.rgb, "a castle by the sea")])).rejects.toMatchObject(refused);
    expect(() => refuse("a castle by the sea")).toThrow(expect.objectContaining(refused));
    for (const { caption } of scenes) expect(() => refuse(caption)).not.toThrow();
    expect(await verify([])).toEqual([]);
  });
});
