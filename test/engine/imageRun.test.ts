/** Steered images: the real embedded model in a real engine process, rewards in their sandboxes. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { decodePng } from "../../src/png/png.ts";
import { readRunSettings } from "../../src/png/runSettings.ts";
import { call } from "../../src/protocol/call.ts";
import { engineRequest } from "../../src/protocol/engine.ts";
import type { ImageParticle, ParticleView } from "../../src/protocol/particle.ts";
import type { RunEvent } from "../../src/protocol/run.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { builtin, file, repository } from "../support/forkedEngine.ts";
import { readWholeRun } from "../support/wholeRun.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { cli } from "../support/steerCommand.ts";

const embedded = join(repository, "media/models/emoji-scenes");
const asked = {
  model: "emoji-scenes",
  prompt: "a red car",
  rewards: [builtin("colour", { parameters: { colour: "red" } })],
  particles: 3,
  steps: 6,
  schedule: { kind: "every", every: 2 },
  seed: 5,
};
const twoRedThings = file(join(repository, "examples/rewards/two-red-things.reward.ts"));

const folder = useFolder();
const engine = useEngine();

function images(particles: readonly ParticleView[]): ImageParticle[] {
  return particles.map((particle) => {
    if (particle.modality === "image") return particle;
    throw new Error("It is a text.");
  });
}
const pngs = (particles: readonly ParticleView[]): string[] => images(particles).map(({ png }) => png);

describe("a run of images", () => {
  it("shows what each particle is heading for, keeps it in the run file, and ends with whole images", async () => {
    const runFile = join(folder, "run.fkrun");
    const events: RunEvent[] = [];
    const result = await engine.run(asked, { runFile, onEvent: (event) => events.push(event) });
    const scored = events.flatMap((event) => (event.kind === "step" ? (event.scoring ?? []) : []));
    expect(scored).toHaveLength(3);
    for (const { png, width, height } of images(result.particles)) {
      expect([width, height]).toEqual([32, 32]);
      expect(decodePng(Buffer.from(png, "base64"))).toMatchObject({ width: 32, height: 32 });
    }
    // A look at every step on the way, or nearly: it may take only a little of the time.
    const looks = events.flatMap((event) => (event.kind === "step" && event.previews ? [event] : []));
    expect(looks.length).toBeGreaterThan(0);
    for (const { previews, step } of looks) {
      expect(step).toBeLessThan(6);
      expect(previews?.map((png) => decodePng(Buffer.from(png, "base64")).width)).toEqual([32, 32, 32]);
    }
    // With guidance a particle takes two passes a step.
    expect(result.forwardPasses).toBeLessThanOrEqual(2 * 3 * 6);
    expect(result.seconds.decode).toBeGreaterThan(0);
    const { steps, result: kept, end } = await readWholeRun(runFile);
    expect(steps.map(({ particles }) => pngs(particles))).toEqual(scored.map(({ particles }) => pngs(particles)));
    expect(steps.every(({ states }) => states?.length === 3)).toBe(true);
    expect(steps.at(-1)!.particles).toEqual(result.particles);
    expect(kept!.best).toBe(result.best);
    expect(end).toMatchObject({ outcome: "done" });
  });

  it("is the same for the same seed, another for another, and bit for bit the unsteered one at λ = 0", async () => {
    const [first, again, other] = [
      await engine.run(asked),
      await engine.run(asked),
      await engine.run({ ...asked, seed: 6 }),
    ];
    expect(pngs(again.particles)).toEqual(pngs(first.particles));
    expect(pngs(other.particles)).not.toEqual(pngs(first.particles));
    const unsteered = { ...asked, strength: 0 };
    const brightest = await engine.run({ ...unsteered, rewards: [builtin("brightness")] });
    expect(pngs((await engine.run(unsteered)).particles)).toEqual(pngs(brightest.particles));
  });

  it("steers by a reward of the workspace and by the scorer that comes along, together", async () => {
    const { particles } = await engine.run({ ...asked, rewards: [twoRedThings, builtin("prompt-match")] });
    for (const { parts } of particles) {
      expect(parts).toHaveLength(2);
      expect(parts[1]).toBeGreaterThan(-1);
      expect(parts[1]).toBeLessThan(1);
    }
  });

  it("runs several prompts side by side, each as alone, and refines", async () => {
    const both = await engine.run({ ...asked, otherPrompts: ["two cats"] });
    expect(pngs(both.particles.slice(0, 3))).toEqual(pngs((await engine.run(asked)).particles));
    const refined = await engine.run({ ...asked, refine: { iterations: 1 } });
    expect(refined.iterations).toHaveLength(2);
  });

  it("follows the sampler that was asked for, and warns of one that draws nothing", async () => {
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    const own = await engine.run(asked);
    const euler = await engine.run({ ...asked, sampler: { kind: "euler-ancestral" } }, { onEvent });
    expect(pngs(euler.particles)).not.toEqual(pngs(own.particles));
    expect(warnings).toEqual([]);
    await engine.run({ ...asked, sampler: { kind: "ddim", eta: 0 } }, { onEvent });
    expect(warnings).toEqual([expect.stringMatching(/deterministic|draws nothing|never part/)]);
  });

  it("has the size that was asked for, and refuses one that the model cannot have, at its field", async () => {
    const sized = { ...asked, model: join(repository, "test/fixtures/models/tiny-sd"), width: 64, height: 48 };
    for (const { png, width, height } of images((await engine.run(sized)).particles)) {
      expect([width, height]).toEqual([64, 48]);
      expect(decodePng(Buffer.from(png, "base64"))).toMatchObject({ width: 64, height: 48 });
    }
    await expect(engine.run({ ...sized, height: 36 })).rejects.toMatchObject({
      code: "specification-invalid",
      message: expect.stringMatching(/height 36 .* must be a multiple of 16 .* Choose 32 or 48\./),
      details: { field: "height" },
    });
  });

  it("steers a flow whose time goes by the image's size, in any size of its patches", async () => {
    const flux = { ...asked, model: join(repository, "test/fixtures/models/tiny-flux"), width: 48, height: 32 };
    const { particles, forwardPasses } = await engine.run({ ...flux, rewards: [builtin("brightness")] });
    expect(images(particles).map(({ width, height }) => [width, height])).toEqual(particles.map(() => [48, 32]));
    // It is told its guidance: one pass a particle and step.
    expect(forwardPasses).toBeLessThanOrEqual(3 * 6);
  });

  it("says what is asked of it in vain", async () => {
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    await engine.run({ ...asked, suffix: "the end", temperature: 0.5 }, { onEvent });
    expect(warnings).toEqual([
      "Only texts have “Text after” and “Temperature”: in a run of the image model emoji-scenes it changes nothing.",
    ]);
  });

  it("leaves out the end of a prompt that is too long, and says so once", async () => {
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    await engine.run({ ...asked, prompt: `a red car ${"and a cat ".repeat(5)}` }, { onEvent });
    expect(warnings).toEqual([expect.stringMatching(/longer than the 12 that the model reads: its end is left out/)]);
  });
});

describe("a reward of images of one's own", () => {
  const asks = (ask: string): Promise<unknown> => {
    const path = join(folder, "asks.reward.ts");
    const code = `import { defineReward, luminances, meanColour, resized } from "fk-steering";
export default defineReward({ accepts: "image", score: (samples, { models }) => ${ask} });\n`;
    return writeFile(path, code).then(() => own.run({ ...asked, rewards: [file(path)] }));
  };
  const own = useEngine({ rewardFolders: [folder] });

  it("has helpers for sizes and colours", async () => {
    const side = "resized(s, 1, 1)";
    const { particles } = (await asks(
      `samples.map((s) => Math.abs(meanColour(s)[0] - meanColour(${side})[0]) + luminances(${side}).length)`,
    )) as { particles: ParticleView[] };
    for (const { reward } of particles) {
      expect(reward).toBeGreaterThanOrEqual(1);
      // A pixel is a whole number.
      expect(reward).toBeLessThanOrEqual(1.5);
    }
  });

  it("gives with models.match what the built-in reward gives", async () => {
    const { particles } = (await asks("models.match(samples)")) as { particles: ParticleView[] };
    const builtIn = await own.run({ ...asked, rewards: [builtin("prompt-match")] });
    expect(particles.map(({ reward }) => reward)).toEqual(builtIn.particles.map(({ reward }) => reward));
  });

  it.each([
    ["no list", "models.match(samples[0])", /models\.match takes a list of images/],
    [
      "no images",
      "models.match([{ width: 1, height: 1, data: [1, 2, 3, 4], prompt: 'x' }])",
      /images as score gets them/,
    ],
    [
      "images of another size than they say",
      "models.match([{ ...samples[0], width: 9999 }])",
      /models\.match could not answer: it takes a list of images/,
    ],
    [
      "too many pixels",
      "models.match(Array.from({ length: 5 }, () => ({ width: 2000, height: 2000, data: new Uint8ClampedArray(16e6), prompt: '' })))",
      /takes 16000000 pixels at once, and these are 20000000/,
    ],
  ])("refuses %s with a sentence", async (_, ask, sentence) => {
    await expect(asks(ask)).rejects.toThrow(sentence);
  });
});

describe("a run of images that cannot be", () => {
  it.each([
    [
      "a reward for texts",
      { rewards: [builtin("sentiment-lexicon")] },
      /sentiment-lexicon scores texts, and the model makes images/,
    ],
    ["a sampler of another kind of model", { sampler: { kind: "flow-match" } }, /flow-match does not suit this model/],
  ])("is refused with a sentence: %s", async (_, change, sentence) => {
    await expect(engine.run({ ...asked, ...change })).rejects.toThrow(sentence);
  });

  it("says what a folder lacks before what its rewards score", async () => {
    const path = join(folder, "nothing-here");
    await mkdir(path, { recursive: true });
    await expect(engine.run({ ...asked, model: path, rewards: [builtin("brightness")] })).rejects.toThrow(
      /lacks config\.json and tokenizer\.json/,
    );
  });

  it("is refused where a text model is asked to be scored by a reward for images", async () => {
    await expect(engine.run({ rewards: [builtin("brightness")] })).rejects.toThrow(/brightness scores images/);
  });

  it.each([
    ["lacks its denoiser", "unet/model.onnx", undefined, /lacks unet\/model\.onnx/],
    ["lacks its text encoder", "text_encoder/model.onnx", undefined, /lacks text_encoder\/model\.onnx/],
    ["has a broken graph", "unet/model.onnx", "no graph", /cannot load .*unet.model\.onnx/],
    [
      "says another number of channels",
      "unet/config.json",
      '{ "in_channels": 4, "sample_size": 32 }',
      /3 channels, and its config\.json says 4/,
    ],
    ["has a tokenizer that is none", "tokenizer/tokenizer.json", "{}", /cannot be read as a tokenizer/],
    [
      "names a pipeline that is not built",
      "model_index.json",
      '{ "_class_name": "FluxFillPipeline" }',
      /FluxFillPipeline, which cannot be steered yet: it needs an image/,
    ],
    [
      "has a scheduler for which none here can stand",
      "scheduler/scheduler_config.json",
      '{ "_class_name": "EDMDPMSolverMultistepScheduler", "sigma_max": 80 }',
      /EDMDPMSolverMultistepScheduler, whose states .* none of the schedulers here can stand for it\. Choose another model\./,
    ],
    [
      "has a scheduler that makes no sense",
      "scheduler/scheduler_config.json",
      '{ "_class_name": "DDPMScheduler", "num_train_timesteps": -1 }',
      /num_train_timesteps to -1/,
    ],
  ])("is refused where the model's folder %s", async (name, path, text, sentence) => {
    const model = join(folder, name.replaceAll(" ", "-"));
    await cp(embedded, model, { recursive: true });
    if (text === undefined) await rm(join(model, path));
    else await writeFile(join(model, path), text);
    await expect(engine.run({ ...asked, model })).rejects.toThrow(sentence);
  });
});

describe("fk-steer run --out-dir", () => {
  const steer = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
    promisify(execFile)(process.execPath, [cli, "run", ...args], { cwd: folder });

  it("writes a PNG a particle with the run's settings, a contact sheet and the JSON", async () => {
    const { stdout } = await steer(
      ...["--model", "emoji-scenes", "--prompt", "a purple car and a green book", "--reward", "prompt-match"],
      // The run's own file may stand beside the folder, by the same name.
      ...["--particles", "2", "--steps", "4", "--seed", "1", "--out-dir", "scenes", "--out", "scenes.fkrun", "--json"],
    );
    const printed = JSON.parse(stdout) as { particles: { file: string }[] };
    expect(printed).toMatchObject({ model: "emoji-scenes", seed: 1, particles: [{ width: 32, height: 32 }, {}] });
    for (const [index, { file: name }] of printed.particles.entries()) {
      const { specification, particle } = readRunSettings(await readFile(join(folder, "scenes", name)));
      expect([specification.prompt, specification.seed, particle]).toEqual(["a purple car and a green book", 1, index]);
    }
    expect(decodePng(await readFile(join(folder, "scenes/contact-sheet.png"))).width).toBe(2 * 128 + 4);
    expect(JSON.parse(await readFile(join(folder, "scenes/run.json"), "utf8"))).toEqual(printed);
  });

  it("refuses one place for the run's file and the folder of images", async () => {
    const both = ["--out", "one", "--out-dir", "./one"];
    await expect(steer("--model", "emoji-scenes", "--reward", "brightness", ...both)).rejects.toThrow(
      /--out-dir names .*one, which is the run.s file and no folder/u,
    );
  });

  it("refuses to keep texts as images", async () => {
    await expect(steer("--reward", "length", "--particles", "2", "--steps", "2", "--out-dir", "none")).rejects.toThrow(
      /--out-dir keeps images, and the model writes texts/,
    );
  });
});

describe("a comparison of images", () => {
  it("has the figures of both runs, what each put out with the first seed, and how far the images are apart", async () => {
    const specification = parseSpecification(asked);
    const holdout = { source: { kind: "builtin", name: "brightness" }, weight: 1, parameters: {} } as const;
    const request = { id: "compared", specification, seeds: 2, holdout };
    const {
      seeds,
      images: shown,
      clouds,
      outputs,
      nominalCalls,
    } = await call(engine.connection, engineRequest("comparison/start"), request);
    const steered = await engine.run(asked);
    // With guidance a particle takes two passes a step.
    expect(nominalCalls).toBe(2 * 3 * 6);
    expect(clouds.steered.executedCalls?.mean).toBeLessThanOrEqual(nominalCalls);
    expect(seeds.map(({ texts }) => texts.fk)).toEqual([undefined, undefined]);
    expect(shown?.fk?.png).toBe(pngs(steered.particles)[steered.best]);
    expect(outputs.fk.holdout?.mean).toBeGreaterThan(0);
    expect(clouds.unsteered.diversity).toEqual([undefined, undefined, undefined]);
    expect(clouds.unsteered.pixelDistance?.mean).toBeGreaterThan(0);
    expect(clouds.unsteered.pixelDistance?.mean).toBeLessThan(1);
  });
});
