import { describe, expect, it } from "vitest";
import type { ParticleView } from "../../../src/protocol/particle.ts";
import { longestPreview, refusedCopy, refusedSaving } from "../../../src/protocol/saving.ts";

const image = (side: number): ParticleView => ({
  modality: "image",
  width: side,
  height: 8,
  png: "",
  ...{ index: 0, group: 0, parts: [0], reward: 0, weight: 1, ancestor: 0 },
});
const run = (status: "running" | "stopped" | "done", side: number) => ({
  status,
  step: 3,
  steps: 8,
  particles: [image(8), image(side)],
});

describe("an image of a run that has not come to its end", () => {
  it("is copied where all of its pixels are shown, and else not a preview in its place", () => {
    expect(refusedCopy(run("running", longestPreview))).toBeUndefined();
    expect(refusedCopy(run("stopped", longestPreview + 1))).toMatch(/^The run ended at step 3 of 8, .*unfinished/u);
    expect(refusedCopy(run("running", 1024))).toMatch(/copy them when it has come to its end$/u);
    expect(refusedCopy(run("done", 1024))).toBeUndefined();
  });

  it("is not saved, however small it is", () => {
    expect(refusedSaving(run("running", 8))).toMatch(/save them/u);
    expect(refusedSaving(run("done", 8))).toBeUndefined();
  });
});
