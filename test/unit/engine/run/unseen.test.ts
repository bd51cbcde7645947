/** What is told of a run for the eye alone, and costs nothing where nobody looks. */
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { imageView, Pictures } from "../../../../src/engine/models/imageView.ts";
import { Previews } from "../../../../src/engine/models/previews.ts";
import { particleViews } from "../../../../src/engine/run/stepScoring.ts";
import { sizeOfPng } from "../../../../src/png/png.ts";
import { toyImages, toyRun } from "../../../support/toyRun.ts";
import { useFolder } from "../../../support/useFolder.ts";

const folder = useFolder();

describe("a run that nobody looks at", () => {
  it("makes no previews; who reads a step's has them made, once", async () => {
    using made = vi.spyOn(Previews.prototype, "of");
    const { events } = await toyRun(join(folder, "run.fkrun"), toyImages);
    expect(made).not.toHaveBeenCalled();
    const step = events.find(({ kind }) => kind === "step") as { readonly previews?: unknown };
    expect(step.previews).toBe(step.previews);
    expect(made).toHaveBeenCalledTimes(1);
  });

  it("makes no picture of a particle on the way, and the same one for all who read it", () => {
    using made = vi.spyOn(Pictures.prototype, "thumbnail", "get");
    const image = { width: 4, height: 2, data: new Uint8ClampedArray(32), modality: "image", prompt: "" } as const;
    const [one, other] = particleViews(
      { samples: [[image], [image]], values: Float64Array.of(1, 2), weights: Float64Array.of(0.5, 0.5) },
      [{ key: "", start: 0, count: 2, logZ: 0, strength: 1 }],
      Int32Array.of(0, 1),
      () => [],
      (sample) => imageView(sample as typeof image, false),
    );
    expect(made).not.toHaveBeenCalled();
    const told = JSON.parse(JSON.stringify([one, other])) as { png: string; index: number }[];
    expect(told.map(({ index }) => index)).toEqual([0, 1]);
    expect(told[0]!.png).toBe(told[1]!.png);
    expect(sizeOfPng(Buffer.from(told[0]!.png, "base64"))).toEqual({ width: 4, height: 2 });
  });
});
