/** Every kind of image model from prompt to pixels, against PyTorch's (written by training/fixtures/pipelines.py; random weights). */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RgbaImage } from "../../src/diffusion/image.ts";
import { moveSample, predictClean, scaledInput } from "../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler, type SchedulerChoice } from "../../src/diffusion/schedulers/schedulerChoice.ts";
import type { ImageModel } from "../../src/runtime/image/imageModel.ts";
import { openImageModel } from "../../src/runtime/image/openImageModel.ts";
import { fixtures, never, type TemporaryFolder, temporaryFolder } from "../unit/runtime/modelFixture.ts";

interface Case {
  readonly model: string;
  readonly sampler: SchedulerChoice;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly guidance: number;
  /** Components that this case goes without. */
  readonly without?: readonly string[];
  /** The fixture whose components stand in for those that this one has not. */
  readonly others?: string;
  readonly noise: readonly number[];
  /** One a step that draws. */
  readonly noises: readonly (readonly number[])[];
  readonly steps: number;
  readonly state: readonly number[];
  /** Width and height. */
  readonly size: readonly [number, number];
  /** RGB, in hexadecimal. */
  readonly pixels: string;
}

const golden = JSON.parse(await readFile(join(import.meta.dirname, "pipelines.json"), "utf8")) as {
  readonly cases: readonly Case[];
};
const named = golden.cases.map((one): [string, Case] => {
  const { model, negativePrompt, without } = one;
  return [[model, ...(without ?? []).map((part) => `without ${part}`), negativePrompt].join(" "), one];
});

/** Half precision rounds to three digits; the others agree to single precision. */
const tolerance = ({ model }: Case): number => (model === "tiny-half" ? 2e-2 : 2e-4);

async function sample(model: ImageModel, one: Case): Promise<{ state: Float32Array; image: RgbaImage }> {
  const warnings: string[] = [];
  const [width, height] = one.size;
  const network = model.network(one.guidance, (warning) => warnings.push(warning), { width, height });
  const { sampler: choice, steps } = one;
  const scheduler = createScheduler({ config: model.scheduler, choice, steps, ...network.flow });
  expect(scheduler.steps).toHaveLength(one.steps);
  let state: Float32Array = Float32Array.from(one.noise);
  for (const [index, step] of scheduler.steps.entries()) {
    const [output] = await network.predict([scaledInput(step, state)], [one], step.timestep, never);
    const clean = predictClean(scheduler, step, state, output!);
    const noise = one.noises[index];
    state = moveSample(step, {
      sample: state,
      output: output!,
      clean,
      earlier: undefined,
      noise: noise === undefined ? undefined : Float32Array.from(noise),
    });
  }
  const [image] = await network.decode([state], never);
  expect(warnings).toEqual([]);
  return { state, image: image! };
}

function furthest(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found).toHaveLength(wanted.length);
  return Array.from(found).reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
}

describe("a folder of each kind of pipeline", () => {
  let folder: TemporaryFolder;
  beforeAll(async () => void (folder = await temporaryFolder()));
  afterAll(() => folder[Symbol.asyncDispose]());

  /** The fixture, or a copy that says that it goes without some of its components, or that has another's. */
  async function pathOf({ model, without, others }: Case): Promise<string> {
    const path = join(fixtures, model);
    if (without === undefined && others === undefined) return path;
    const copy = join(folder.path, model);
    if (others !== undefined) await cp(join(fixtures, others), copy, { recursive: true });
    await cp(path, copy, { recursive: true });
    if (without === undefined) return copy;
    const index = JSON.parse(await readFile(join(path, "model_index.json"), "utf8")) as object;
    const absent = Object.fromEntries(without.map((part) => [part, [null, null]]));
    await writeFile(join(copy, "model_index.json"), JSON.stringify({ ...index, ...absent }));
    for (const part of without) await rm(join(copy, part), { recursive: true });
    return copy;
  }

  it.each(named)("gives PyTorch's state and pixels: %s", async (_, one) => {
    await using model = await openImageModel(await pathOf(one), { device: "cpu", signal: never });
    const { state, image } = await sample(model, one);
    const size = Math.max(1, ...one.state.map(Math.abs));
    expect(furthest(state, one.state) / size).toBeLessThan(tolerance(one));
    expect([image.width, image.height]).toEqual(one.size);
    const rgb = image.data.filter((__, i) => i % 4 !== 3);
    expect(furthest(rgb, Buffer.from(one.pixels, "hex"))).toBeLessThanOrEqual(one.model === "tiny-half" ? 4 : 1);
  });

  it.each(named)("is told something by every part, so that the numbers above mean something: %s", async (_, one) => {
    await using model = await openImageModel(await pathOf(one), { device: "cpu", signal: never });
    if (!model.takesPrompt) return;
    const other = await sample(model, { ...one, prompt: "two cats" });
    expect(furthest(other.state, one.state)).toBeGreaterThan(1e-2);
    const stronger = await sample(model, { ...one, guidance: one.guidance + 2 });
    expect(furthest(stronger.state, one.state)).toBeGreaterThan(1e-3);
  });

  it.each([1, 2, 3, 8])("gives the same numbers in chunks of %i", async (chunk) => {
    const one = named.find(([, { model }]) => model === "tiny-sdxl")![1];
    const options = { device: "cpu", signal: never } as const;
    await using alone = await openImageModel(join(fixtures, one.model), { ...options, chunk: 1 });
    await using together = await openImageModel(join(fixtures, one.model), { ...options, chunk });
    const [width, height] = one.size;
    const inputs = [0, 1, 2].map((shift) => Float32Array.from(one.noise, (value) => value + shift / 7));
    const conditions = ["a red car", "two cats", "a red car"].map((prompt) => ({ prompt, negativePrompt: "" }));
    const run = (model: ImageModel): Promise<Float32Array[]> =>
      model.network(5, () => {}, { width, height }).predict(inputs, conditions, 500, never);
    expect(await run(together)).toEqual(await run(alone));
    expect(together.usage.forwardPasses).toBe(6);
  });
});
