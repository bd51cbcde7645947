/** Finished runs under rewards that were edited since, by a real engine and sandbox. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { samplesPath } from "../../src/runfile/format.ts";
import { builtin, file, repository } from "../support/forkedEngine.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { readWholeRun } from "../support/wholeRun.ts";

const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder, repository] });
const [reward, run] = [join(folder, "letters.reward.ts"), join(folder, "run.fkrun")];
const strength = 0.2;

const write = (score: string): Promise<void> =>
  writeFile(
    reward,
    `import { defineReward } from "fk-steering";
const count = (text: string, letter: string) => text.split(letter).length - 1;
export default defineReward({ accepts: "text", score: (samples) => samples.map(({ text }) => ${score}) });
`,
  );

beforeAll(async () => {
  await write('count(text, "e")');
  await engine.run({ rewards: [file(reward)], particles: 8, steps: 16, strength }, { runFile: run });
});

describe("a run whose reward was edited", () => {
  it("is weighed anew from what was kept of it", async () => {
    await write('count(text, "a")');
    const report = await engine.replay(run);
    const whole = await readWholeRun(run);
    const last = whole.steps.at(-1)!;
    const raw = report.particles.map(({ index, reward: before, rewardNow, weight }) => {
      const sample = last.samples[index]!;
      expect(before).toBe(last.values[index]);
      expect(rewardNow).toBe((sample.modality === "text" ? sample.text : "").split("a").length - 1);
      return weight * Math.exp(strength * (rewardNow - before));
    });
    const sum = raw.reduce((a, b) => a + b, 0);
    report.particles.forEach(({ weightNow }, n) => expect(weightNow).toBeCloseTo(raw[n]! / sum, 9));
    expect(report.rewardVersions).not.toEqual(whole.header.rewards.map(({ sha256 }) => sha256));
    expect(report.steps.map(({ step }) => step)).toEqual(whole.steps.map(({ step }) => step));
    expect(report.unknownFrom).toBeUndefined();
  });

  it("says what the new code threw, and what of the run is gone", async () => {
    await write('{ throw new Error("no such letter"); }');
    await expect(engine.replay(run)).rejects.toThrow();
    await write('count(text, "a")');
    const samples = await readFile(samplesPath(run));
    await rm(samplesPath(run));
    await expect(engine.replay(run)).rejects.toThrow(/the samples of its last step were not kept\. Run it again\./u);
    await writeFile(samplesPath(run), samples);
    const cut = join(folder, "cut.fkrun");
    await writeFile(cut, (await readFile(run, "utf8")).split("\n").slice(0, -2).join("\n"));
    await expect(engine.replay(cut)).rejects.toThrow(/did not come to its end\. Resume it first\./u);
  });

  it("may have become a constraint, unless it was steered away from it", async () => {
    const away = join(folder, "away.fkrun");
    await write('count(text, "a")');
    await engine.run({ rewards: [file(reward)], particles: 4, strength: -0.2 }, { runFile: away });
    const forbidding = (await readFile(reward, "utf8")).replace('"text",', '"text", hardConstraint: true,');
    await writeFile(reward, forbidding.replace('count(text, "a")', "-Infinity"));
    await expect(engine.replay(away)).rejects.toThrow(/is a hard constraint, and the strength -0\.2 would seek/u);
    expect((await engine.replay(run)).ess).toEqual([0]);
    await write('count(text, "a")');
  });

  it("is judged by a reward that did not steer it", async () => {
    const { reward: name, scores } = await engine.judge(run, builtin("length", { parameters: { target: 40 } }));
    const { steps } = await readWholeRun(run);
    const again = await engine.judge(run, file(reward));
    expect([name, scores.length]).toEqual(["length", steps.at(-1)!.values.length]);
    expect(again.scores).toEqual((await engine.replay(run)).particles.map(({ rewardNow }) => rewardNow));
  });

  it("of images is weighed by the pictures that were scored", async () => {
    const images = join(folder, "images.fkrun");
    const request = { model: "emoji-scenes", prompt: "a red heart", rewards: [builtin("brightness")], draws: 1 };
    const { particles } = await engine.run(request, { runFile: images });
    const report = await engine.replay(images);
    const { scores } = await engine.judge(images, builtin("brightness"));
    expect(scores).toEqual(particles.map((one) => one.reward));
    expect(report.particles.map(({ rewardNow }) => rewardNow)).toEqual(particles.map((one) => one.reward));
    report.steps.forEach(({ groups }) => {
      for (const { ess, essNow } of groups) expect(essNow).toBeCloseTo(ess, 6);
    });
  });
});
