import { describe, expect, it } from "vitest";
import { savedPng } from "../../../src/extension/images/savedPng.ts";
import { newRunView } from "../../../src/protocol/runView.ts";
import { imageView } from "../../../src/engine/models/imageView.ts";
import { decodePng } from "../../../src/png/png.ts";
import { readRunSettings } from "../../../src/png/runSettings.ts";
import type { RunStatus, RunView } from "../../../src/protocol/panel.ts";
import type { ImageParticle } from "../../../src/protocol/particle.ts";
import { particle, specification } from "./runs.ts";

const side = 300;
const sample = {
  modality: "image",
  prompt: "a red car",
  width: side,
  height: side,
  data: new Uint8ClampedArray(side * side * 4).fill(200),
} as const;
const { index, group, parts, weight, ancestor, reward } = particle(3, 0.5);
const shown = (inFull: boolean): ImageParticle => ({
  index,
  group,
  parts,
  weight,
  ancestor,
  reward,
  ...imageView(sample, inFull),
});
const run = (status: RunStatus, step: number): RunView => ({
  ...newRunView("a", specification({ model: "scenes", seed: 9 })),
  status,
  step,
});

describe("the file of an image", () => {
  it("has all of its pixels, and the settings of its run", () => {
    const png = savedPng(shown(true), run("done", 8));
    expect(decodePng(png)).toMatchObject({ width: side, height: side });
    expect(readRunSettings(png)).toMatchObject({ specification: { model: "scenes", seed: 9 }, particle: 3 });
  });

  it.each(["queued", "loading", "running"] as const)("is not made of a guess, while a run is %s", (status) => {
    expect(() => savedPng(shown(true), run(status, 4))).toThrow(/goes on, and its images are guesses/);
  });

  it.each(["stopped", "failed"] as const)("is not made of what a run had reached when it %s", (status) => {
    expect(() => savedPng(shown(true), run(status, 4))).toThrow(/ended at step 4 of 8, .* unfinished/);
  });

  it("is not made of a preview with fewer pixels than the image", () => {
    expect(() => savedPng(shown(false), run("done", 8))).toThrow(
      "Only a preview of particle 3 is here, with 150 × 150 of its 300 × 300 pixels. Run again to save it.",
    );
  });

  it("is not made of a text", () => {
    expect(() => savedPng(particle(0, 1), run("done", 8))).toThrow(/is a text/);
  });
});
