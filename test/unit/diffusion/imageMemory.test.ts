/** What a particle of images keeps in memory between steps: twice its state and one decoded image, whatever the scheduler and however long the run. */
import { setImmediate, setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { ImageSample } from "../../../src/diffusion/image.ts";
import { imageProcess } from "../../../src/diffusion/imageProcess.ts";
import type { SchedulerChoice } from "../../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../../src/diffusion/schedulers/schedulerChoice.ts";
import { steer } from "../../../src/steering/steer.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { defaultPolicy as policy } from "../../exactness/estimates.ts";
import { signal } from "../steering/ledger.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const shape = { channels: 3, height: 64, width: 64 };
const floats = shape.channels * shape.height * shape.width;
const imageBytes = 4 * shape.height * shape.width;
const [few, many] = [4, 36];

/** Buffers that nobody has any more are given back by a thread beside this one, which comes late where others work: the least of a few looks. */
async function memory(): Promise<number> {
  let least = Infinity;
  for (let looks = 0; looks < 4; looks += 1) {
    collectGarbage();
    await setTimeout(2);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

const network = {
  shape,
  predict: (inputs: readonly Float32Array[]) => Promise.resolve(inputs.map((input) => input.map((value) => value / 2))),
  decode: (states: readonly Float32Array[]) =>
    Promise.resolve(
      states.map((state) => ({
        width: shape.width,
        height: shape.height,
        data: Uint8ClampedArray.from({ length: imageBytes }, (_, i) => 128 * (state[i % floats]! + 1)),
      })),
    ),
  preview: () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) }),
};

const reward = {
  name: "light",
  hardConstraint: false,
  score: (samples: readonly ImageSample[]) => Promise.resolve(samples.map(({ data }) => data[0]! / 255)),
};

/** Bytes at each step, while the run holds whatever it holds. */
async function held(choice: SchedulerChoice, particles: number): Promise<number[]> {
  const config = {
    file: "scheduler_config.json",
    values: { _class_name: "DDPMScheduler", prediction_type: "sample", clip_sample: false },
  };
  const chain = imageProcess({
    network,
    scheduler: createScheduler({ config, choice, steps: 6 }),
    model: "light",
    turn: () => setImmediate(),
    condition: { prompt: "", negativePrompt: "" },
  });
  const options = { groups: [{ key: "g", particles }], random: createRandomStreams(1), signal };
  const schedule = { kind: "every", every: 2 } as const;
  const bytes: number[] = [];
  const before = await memory();
  for await (const _ of steer(chain, reward, { ...policy, draws: 1, schedule, resampling: "never" }, options)) {
    bytes.push((await memory()) - before);
  }
  return bytes;
}

describe("a particle of images", () => {
  it.each([
    ["ddpm", { kind: "ddpm" }, 1],
    ["euler-ancestral", { kind: "euler-ancestral" }, 1],
    // Its state has the prediction of the step before in it.
    ["dpm++-sde", { kind: "dpm++-sde" }, 2],
  ] as const)("keeps twice its state and an image: %s", async (_, choice, arrays) => {
    // What is compiled meanwhile counts as kept.
    await held(choice, many);
    const [less, more] = [await held(choice, few), await held(choice, many)];
    const state = 4 * floats * arrays;
    less.forEach((bytes, step) => {
      const each = (more[step]! - bytes) / (many - few);
      expect(each, `step ${step + 1}`).toBeLessThan(1.02 * (2 * state + imageBytes));
    });
  });
});
