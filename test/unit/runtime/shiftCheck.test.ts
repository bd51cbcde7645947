/** The embedded model, as it is and with its logits told of the next place, as Dream's are. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TextDenoiser } from "../../../src/diffusion/text.ts";
import { openTextModel } from "../../../src/runtime/text/onnxTextModel.ts";
import { checkShift, shiftNotice } from "../../../src/runtime/text/shiftCheck.ts";
import type { TextModel } from "../../../src/runtime/text/textModel.ts";
import { never, stories } from "./modelFixture.ts";

let model: TextModel;
beforeAll(async () => void (model = await openTextModel(stories, { device: "cpu", signal: never })));
afterAll(() => model[Symbol.asyncDispose]());

const verdictOn = (denoiser: TextDenoiser, isFixed = false) =>
  checkShift({ codec: model.codec, denoiser, isFixed, signal: never });

describe("the check of a model that does not say which place its logits speak of", () => {
  it("finds that they speak of their own", async () => {
    const verdict = await verdictOn(model.denoiser);
    expect(verdict.kind).toBe("own");
    expect(shiftNotice(verdict, "stories")).toBeUndefined();
  });

  it("finds that they speak of the next one, and says so with the figures", async () => {
    const { denoiser } = model;
    const ahead: TextDenoiser = {
      maxLength: denoiser.maxLength,
      logits: (tokens, places, signal) =>
        denoiser.logits(
          tokens,
          places.map((each) => each.map((place) => place + 1)),
          signal,
        ),
    };
    const verdict = await verdictOn(ahead);
    expect(verdict.kind).toBe("before");
    expect(verdict.losses!.before).toBeLessThan(verdict.losses!.own - 2);
    expect(shiftNotice(verdict, "dreamy")).toMatch(
      /found the next one \(\d\.\d\d nats.*so they are shifted.*"shift": true/,
    );
  });

  it("cannot tell of a model that knows nothing, nor of one that takes one length alone", async () => {
    const { maxLength } = model.denoiser;
    const flat: TextDenoiser = {
      maxLength,
      logits: async (_, places) => places.map(({ length }) => new Float32Array(length * model.codec.vocabularySize)),
    };
    expect((await verdictOn(flat)).kind).toBe("unclear");
    const verdict = await verdictOn(model.denoiser, true);
    expect(verdict).toEqual({ kind: "unclear", losses: undefined });
    expect(shiftNotice(verdict, "fixed")).toMatch(/cannot tell/);
  });
});
