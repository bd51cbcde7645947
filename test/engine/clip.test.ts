/** Images steered by a CLIP: the embedded model, a tiny CLIP with random weights, rewards built in and of the workspace. */
import { execFile } from "node:child_process";
import { cp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { call } from "../../src/protocol/call.ts";
import { engineRequest } from "../../src/protocol/engine.ts";
import type { RunEvent, RunResult } from "../../src/protocol/run.ts";
import { builtin, file, forkEngine, repository } from "../support/forkedEngine.ts";
import { readWholeRun } from "../support/wholeRun.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { cli } from "../support/steerCommand.ts";

const embedded = join(repository, "media/models");
const tiny = join(repository, "test/fixtures/models/tiny-clip");
const asked = { model: "emoji-scenes", prompt: "a red car", particles: 3, steps: 6, seed: 5 };
const byClip = (model: string): object[] => [builtin("clip", { parameters: { model } })];
const rewardsOf = ({ particles }: RunResult): (number | null)[] => particles.map(({ reward }) => reward);

const folder = useFolder();
beforeAll(() => cp(tiny, join(folder, "models", "tiny-clip"), { recursive: true }));
const engine = useEngine({ rewardFolders: [folder], modelFolders: [embedded, join(folder, "models")] });

/** A run by a reward of the workspace. */
async function own(score: string): Promise<RunResult> {
  const path = join(folder, "asks.reward.ts");
  const code = `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "image", score: (samples, { models }) => ${score} });\n`;
  await writeFile(path, code);
  return engine.run({ ...asked, rewards: [file(path)] });
}

describe("a run steered by clip", () => {
  it("scores by the folder of that name, the same for the same seed, and the run file tells the model's files", async () => {
    const runFiles = [join(folder, "a.fkrun"), join(folder, "b.fkrun")] as const;
    const first = await engine.run({ ...asked, rewards: byClip("tiny-clip") }, { runFile: runFiles[0] });
    const again = await engine.run({ ...asked, rewards: byClip(tiny) }, { runFile: runFiles[1] });
    expect(rewardsOf(again)).toEqual(rewardsOf(first));
    expect(new Set(rewardsOf(first)).size).toBeGreaterThan(1);
    const [a, b] = await Promise.all(runFiles.map((path) => readWholeRun(path)));
    expect(a!.header.rewards[0]!.sha256).toBe(b!.header.rewards[0]!.sha256);
    expect(a!.header.rewards[0]!.parameters).toEqual({ model: "tiny-clip", precision: "auto" });
  });

  it("is for its prompt, and says once that a prompt is too long", async () => {
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    const long = `a red car ${"and a cat ".repeat(30)}`;
    const { particles } = await engine.run({ ...asked, prompt: long, rewards: byClip("tiny-clip") }, { onEvent });
    expect(particles).toHaveLength(3);
    expect(warnings.filter((warning) => warning.includes("CLIP"))).toEqual([
      expect.stringMatching(/longer than the 77 that the CLIP model tiny-clip reads: its end is left out\.$/),
    ]);
  });

  it("is refused at the reward's own field before the run begins, where no model is named or none is there", async () => {
    const events: string[] = [];
    const onEvent = (event: RunEvent): void => void events.push(event.kind);
    const rewards = [builtin("brightness"), ...byClip("")];
    await expect(engine.run({ ...asked, rewards }, { onEvent })).rejects.toMatchObject({
      message: expect.stringMatching(/^No CLIP model is named.*Name the folder of a CLIP model in ONNX/) as string,
      details: { reward: "clip", field: "rewards.1.parameters.model" },
    });
    await expect(engine.run({ ...asked, rewards: byClip("nowhere") })).rejects.toMatchObject({
      message: expect.stringMatching(/no CLIP model "nowhere"\. In the model folders there is tiny-clip\./) as string,
      details: { field: "rewards.0.parameters.model" },
    });
    expect(events).not.toContain("started");
  });

  it("is refused for texts, whether a model is named or not", async () => {
    await expect(engine.run({ rewards: byClip("") })).rejects.toThrow(/clip scores images, and the model writes text/);
  });

  it("runs where the workspace is not trusted: it is our own code, and the person names the model", async () => {
    await using untrusted = await forkEngine({ trusted: false, rewardFolders: [] });
    expect(rewardsOf(await untrusted.run({ ...asked, rewards: byClip(tiny) }))).toHaveLength(3);
  });
});

describe("models.clip in a reward of one's own", () => {
  it("gives what the built-in reward is made of", async () => {
    const unsteered = { ...asked, strength: 0 };
    await own(`models.clip(samples, "tiny-clip")`);
    const mine = await engine.run({ ...unsteered, rewards: [file(join(folder, "asks.reward.ts"))] });
    const builtIn = await engine.run({ ...unsteered, rewards: byClip("tiny-clip") });
    for (const [index, cosine] of rewardsOf(mine).entries()) {
      expect(2.5 * cosine!).toBeCloseTo(rewardsOf(builtIn)[index]!, 12);
    }
  });

  it("scores by another text than the prompt where the reward hands one over", async () => {
    const text = `models.clip(samples.map((s) => ({ ...s, prompt: "two cats" })), "tiny-clip")`;
    const [cats, prompt] = [await own(text), await own(`models.clip(samples, "tiny-clip")`)];
    expect(rewardsOf(cats)).not.toEqual(rewardsOf(prompt));
  });

  it("is what votes on images teach by, where there is one", async () => {
    const [runFile, name] = [join(folder, "voted.fkrun"), "seen"];
    const paused = expect.objectContaining({ code: "run-paused" });
    const request = { ...asked, rewards: byClip("tiny-clip"), pause: "scored" };
    await expect(engine.run(request, { runFile })).rejects.toEqual(paused);
    const votes = { step: 2, votes: [{ particle: 1, vote: "kill" as const }] };
    await expect(engine.resume(runFile, { votes })).rejects.toEqual(paused);
    const taught = await call(engine.connection, engineRequest("run/teach"), { runFile, name });
    expect(taught.by).toBe("the CLIP tiny-clip");
    for (const each of taught.files) await writeFile(join(folder, each.name), each.text);
    const steered = await engine.run({ ...asked, rewards: [file(join(folder, `${name}.reward.ts`))] });
    expect(rewardsOf(steered).every((reward) => Math.abs(reward!) <= 1)).toBe(true);
    expect(new Set(rewardsOf(steered)).size).toBeGreaterThan(1);
  });

  it.each([
    ["an absolute path", JSON.stringify(tiny)],
    ["a path out of the model folders", `"../models/tiny-clip"`],
    ["a path with the other stroke", String.raw`"..\\models\\tiny-clip"`],
    ["a path of a drive", `"C:tiny-clip"`],
    ["the folder above", `".."`],
    ["the model folder itself", `"."`],
    ["a name with a hidden end", String.raw`"tiny-clip\0"`],
    ["an endless name", `"x".repeat(300)`],
  ])("opens no path: %s", async (_, name) => {
    await expect(own(`models.clip(samples, ${name})`)).rejects.toThrow(
      /models\.clip could not answer: a reward of the workspace names a folder in a model folder .*, and no path/,
    );
  });

  it("opens no folder beside the model folders, unless their owner has put a link to it into one", async () => {
    await cp(tiny, join(folder, "elsewhere"), { recursive: true });
    await expect(own(`models.clip(samples, "elsewhere")`)).rejects.toThrow(/There is no CLIP model "elsewhere"/);
    await symlink(join(folder, "elsewhere"), join(folder, "models", "linked"));
    expect(rewardsOf(await own(`models.clip(samples, "linked")`))).toHaveLength(3);
  });

  it.each([
    ["no list", `models.clip(samples[0], "tiny-clip")`, /models\.clip takes a list of images/],
    ["no name", "models.clip(samples)", /takes a list of images and the name of a CLIP model's folder/],
    ["an empty name", `models.clip(samples, "")`, /No CLIP model is named/],
    ["another kind of model", `models.clip(samples, "emoji-scenes")`, /There is no CLIP model "emoji-scenes"/],
    [
      "images of another size than they say",
      `models.clip([{ ...samples[0], width: 9999 }], "tiny-clip")`,
      /models\.clip could not answer: it takes a list of images/,
    ],
  ])("refuses %s with a sentence", async (_, ask, sentence) => {
    await expect(own(ask)).rejects.toThrow(sentence);
  });
});

describe("in a terminal", () => {
  const steer = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
    promisify(execFile)(process.execPath, [cli, ...args], { cwd: folder });
  const run = [
    "run",
    "--model",
    "emoji-scenes",
    "--prompt",
    "two cats",
    "--reward",
    "clip",
    "--particles",
    "2",
    "--steps",
    "4",
  ];

  it("takes the model's folder as a parameter", async () => {
    const { stdout } = await steer(...run, "--param", `clip.model=${tiny}`, "--json");
    const { particles } = JSON.parse(stdout) as { particles: { reward: number }[] };
    expect(particles.map(({ reward }) => Math.abs(reward) <= 2.5)).toEqual([true, true]);
  });

  it("finds what a reward of one's own names in the folder that is given", async () => {
    const path = join(folder, "named.reward.ts");
    const code = `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "image", score: (samples, { models }) => models.clip(samples, "tiny-clip") });\n`;
    await writeFile(path, code);
    const byFile = run.map((word) => (word === "clip" ? path : word));
    const { stdout } = await steer(...byFile, "--models-folder", "models", "--json");
    expect((JSON.parse(stdout) as { particles: unknown[] }).particles).toHaveLength(2);
    await expect(steer(...byFile)).rejects.toThrow(/No CLIP lies in the model folders.*--models-folder/);
  });

  it("says what to do where none is named, and lists the reward", async () => {
    await expect(steer(...run)).rejects.toThrow(/No CLIP model is named.*by its absolute path\./);
    expect((await steer("rewards")).stdout).toMatch(/^clip +image +How well the image shows its prompt/m);
  });
});
