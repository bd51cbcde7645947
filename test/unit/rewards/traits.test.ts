/** Traits of many samples, asked of reward models as a reward in its sandbox asks them. */
import { describe, expect, it } from "vitest";
import type { RewardModels } from "../../../src/rewards/reward.ts";
import { clipTraits, textTraits } from "../../../src/rewards/traits.ts";
import { askedModels } from "../../../src/sandbox/askedModels.ts";

/** Limits are those of the sandbox; an engine behind it tells lengths. */
function sandboxed(): RewardModels {
  const lengthOf = (input: string | { readonly prompt: string }): number =>
    typeof input === "string" ? input.length : input.prompt.length;
  const connection = {
    sendRequest: async (_: string, { inputs }: { readonly inputs: readonly string[] }) => inputs.map(lengthOf),
  };
  return askedModels(connection as never)(new AbortController().signal);
}

describe("the traits that a learned reward scores by", () => {
  it("are asked of a CLIP for as many images as a run has", async () => {
    const data = new Uint8ClampedArray(4 * 512 * 512);
    const images = Array.from({ length: 64 }, (_, n) => ({ width: 512, height: 512, data, prompt: "x".repeat(n) }));
    const traits = await clipTraits(images, sandboxed(), "clip");
    expect(traits["its prompt"]).toEqual(images.map((_, n) => n));
    expect(traits["a photo"]).toEqual(images.map(() => "a photo".length));
    expect(Object.values(traits).every(({ length }) => length === 64)).toBe(true);
  });

  it.each([
    [4096, 400],
    [20_000, 10],
    [3, 400_000],
  ])("are asked of text models for %d texts of %d characters", async (count, length) => {
    const samples = Array.from({ length: count }, (_, n) => ({ text: "x".repeat(length + (n % 3)), generated: "x" }));
    const traits = await textTraits(samples, sandboxed());
    expect(traits["grammar"]).toEqual(samples.map(({ text }) => text.length));
  });
});
