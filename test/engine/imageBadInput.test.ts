/** Images that cannot be made: one sentence that says what to do, and the run file tells it too. A real engine process. */
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/protocol/run.ts";
import { builtin, forkEngine, repository } from "../support/forkedEngine.ts";
import { readWholeRun } from "../support/wholeRun.ts";
import { timeGraph, type TimeGraph } from "../unit/runtime/onnxGraph.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const tiny = join(repository, "test/fixtures/models/tiny-ddpm");
const asked = { rewards: [builtin("brightness")], particles: 3, steps: 4, draws: 1, device: "cpu", seed: 2 };

const folder = useFolder();
const engine = useEngine({ imageChunk: 4 });

/** An image model without prompts, of 3 × 8 × 8 pixels, whose denoiser is `graph`. */
async function model(name: string, graph: Partial<TimeGraph>): Promise<string> {
  const path = join(folder, name);
  await cp(tiny, path, { recursive: true });
  const whole: TimeGraph = { timestep: "int32", dimensions: ["batch"], channels: 3, size: 8, ...graph };
  await writeFile(join(path, "unet", "model.onnx"), timeGraph(whole));
  return path;
}

describe("a run of images that fails on its way", () => {
  it.each([
    [
      "numbers that are none any more",
      { operator: "Pow" },
      "model-corrupt",
      /^At step 1 \(timestep \d+\) the network's output of the model "overflow" is not finite.*float32/,
    ],
    [
      "no memory for one image",
      { hunger: { bytes: 2 ** 50, after: 0 } },
      "device-unavailable",
      /needs more memory for a single run.*smaller/,
    ],
  ] as const)("says so and keeps its file: %s", async (_, graph, code, sentence) => {
    const name = "operator" in graph ? "overflow" : "hungry";
    const runFile = join(folder, `${name}.fkrun`);
    const message = expect.stringMatching(sentence) as string;
    await expect(engine.run({ ...asked, model: await model(name, graph) }, { runFile })).rejects.toMatchObject({
      code,
      message,
    });
    const { header, end } = await readWholeRun(runFile);
    expect(header.specification.particles).toBe(3);
    expect(end).toMatchObject({ outcome: "failed", error: { code, message } });
  });
});

describe("what can be run all the same", () => {
  it("goes on with smaller chunks where memory is short", async () => {
    const { particles } = await engine.run({
      ...asked,
      model: await model("thrifty", { hunger: { bytes: 2 ** 50, after: 1 } }),
    });
    expect(particles).toHaveLength(3);
  });

  it("makes the same images in chunks of any size", async () => {
    const request = { ...asked, model: "emoji-scenes", prompt: "a red car", particles: 5 };
    const whole = await engine.run(request);
    for (const imageChunk of [1, 3]) {
      await using other = await forkEngine({ imageChunk });
      const { particles } = await other.run(request);
      expect(particles.map(({ reward }) => reward)).toEqual(whole.particles.map(({ reward }) => reward));
    }
  });

  it("takes the model's own steps where none are asked for, wherever its folder is, and its file says how many", async () => {
    const path = await model("own-steps", {});
    const index = { _class_name: "DDPMPipeline", fk_steering: { steps: 3 } };
    await writeFile(join(path, "model_index.json"), JSON.stringify(index));
    const runFile = join(folder, "own-steps.fkrun");
    const own = await engine.run({ ...asked, model: path, steps: undefined }, { runFile });
    expect(own.specification.steps).toBe(3);
    const { header, steps } = await readWholeRun(runFile);
    expect([header.specification.steps, steps.at(-1)!.step]).toEqual([3, 3]);
    const text = await engine.run({ particles: 2, steps: undefined, schedule: { kind: "steps", steps: [64] } });
    expect(text.specification.steps).toBe(64);
  });

  it("is told of settings of the scheduler that nobody knows", async () => {
    const path = await model("strange", {});
    const config = { _class_name: "DDPMScheduler", clip_samples: false };
    await writeFile(join(path, "scheduler", "scheduler_config.json"), JSON.stringify(config));
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    await engine.run({ ...asked, model: path, prompt: "" }, { onEvent });
    expect(warnings).toEqual([expect.stringMatching(/sets clip_samples, which nothing here knows/)]);
  });

  it("is told where the sampler that was asked for leaves out how the model spreads its levels", async () => {
    const path = await model("karras", {});
    const config = { _class_name: "EulerDiscreteScheduler", use_karras_sigmas: true };
    await writeFile(join(path, "scheduler", "scheduler_config.json"), JSON.stringify(config));
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    const request = { ...asked, model: path, prompt: "" };
    await engine.run({ ...request, sampler: { kind: "euler-ancestral" } }, { onEvent });
    await engine.run(request, { onEvent });
    expect(warnings).toEqual([
      expect.stringMatching(/sets use_karras_sigmas, which the scheduler euler-ancestral does not know/),
      expect.stringMatching(/EulerDiscreteScheduler, draws nothing .* DPM\+\+ SDE, which keeps use_karras_sigmas/),
    ]);
  });

  it("is told how copies of a particle part where the sampler draws nothing", async () => {
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    await engine.run({ ...asked, model: "emoji-scenes", sampler: { kind: "ddim", eta: 0 } }, { onEvent });
    expect(warnings).toEqual([expect.stringMatching(/cop(y|ies).*η/)]);
  });
});
