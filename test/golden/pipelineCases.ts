/** Cases of whole pipelines, as the recipes of training/fixtures write them, and what the extension makes of one. */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { RgbaImage } from "../../src/diffusion/image.ts";
import { moveSample, predictClean, scaledInput } from "../../src/diffusion/schedulers/scheduler.ts";
import type { SchedulerChoice } from "../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../src/diffusion/schedulers/schedulerChoice.ts";
import type { ImageModel } from "../../src/runtime/image/imageModel.ts";
import { fixtures, never } from "../unit/runtime/modelFixture.ts";

export interface PipelineCase {
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

/** The cases of a file beside this one, each with its name. */
export async function readCases(file: string): Promise<(readonly [string, PipelineCase])[]> {
  const { cases } = JSON.parse(await readFile(join(import.meta.dirname, file), "utf8")) as {
    readonly cases: readonly PipelineCase[];
  };
  return cases.map((one) => {
    const { model, guidance, negativePrompt, without } = one;
    const absent = (without ?? []).map((part) => `without ${part}`);
    return [[model, ...absent, `at ${guidance}`, negativePrompt].join(" ").trim(), one] as const;
  });
}

/** The fixture's folder, or a copy in `folder` that says that it goes without some of its components, or that has another's. */
export async function folderOf({ model, without, others }: PipelineCase, folder: string): Promise<string> {
  const path = join(fixtures, model);
  if (without === undefined && others === undefined) return path;
  const copy = join(folder, model);
  if (others !== undefined) await cp(join(fixtures, others), copy, { recursive: true });
  await cp(path, copy, { recursive: true });
  if (without === undefined) return copy;
  const index = JSON.parse(await readFile(join(path, "model_index.json"), "utf8")) as object;
  const absent = Object.fromEntries(without.map((part) => [part, [null, null]]));
  await writeFile(join(copy, "model_index.json"), JSON.stringify({ ...index, ...absent }));
  for (const part of without) await rm(join(copy, part), { recursive: true });
  return copy;
}

export interface Sampled {
  readonly state: Float32Array;
  readonly image: RgbaImage;
  readonly warnings: readonly string[];
}

export async function sampled(model: ImageModel, one: PipelineCase): Promise<Sampled> {
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
  return { state, image: image!, warnings };
}

/** The largest difference. */
export function furthest(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found).toHaveLength(wanted.length);
  return Array.from(found).reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
}

/** State and pixels are those of the case. */
export function expectSame({ state, image }: Sampled, one: PipelineCase, tolerance: number, levels: number): void {
  const size = Math.max(1, ...one.state.map(Math.abs));
  expect(furthest(state, one.state) / size).toBeLessThan(tolerance);
  expect([image.width, image.height]).toEqual(one.size);
  const rgb = image.data.filter((_, i) => i % 4 !== 3);
  expect(furthest(rgb, Buffer.from(one.pixels, "hex"))).toBeLessThanOrEqual(levels);
}
