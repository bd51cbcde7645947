/** Runs that begin from a particle of another, by a real engine and at the command line. */
import { link, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { branchOf } from "../../src/protocol/branch.ts";
import type { RunEvent } from "../../src/protocol/run.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { statesPath } from "../../src/runfile/format.ts";
import { builtin, forkEngine, smallRun } from "../support/forkedEngine.ts";
import { steer } from "../support/steerCommand.ts";
import { textParticle } from "../support/textParticles.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { readWholeRun, type WholeRun } from "../support/wholeRun.ts";

const folder = useFolder();
const engine = useEngine();
const run = join(folder, "run.fkrun");
/** Of two prompts, standardised, so that a particle of the second is another group's. */
const request = { otherPrompts: ["It was raining"], resampling: "always", standardise: 4, strength: 2 };
const from = { run, step: 4, particle: 4 };
let whole: WholeRun;

/** What a particle has written for good. */
const known = (step: WholeRun["steps"][number], particle: number): string =>
  textParticle(step.particles[particle])
    .pieces.map(({ text, masked }) => (masked ? "…" : text))
    .join("");
const branchRequest = (changes: object = {}): object => ({
  ...branchOf(parseSpecification({ ...smallRun, ...request }), "It was raining", changes),
});

beforeAll(async () => {
  await engine.run(request, { runFile: run });
  whole = await readWholeRun(run);
});

describe("a branch", () => {
  it("begins from its particle, dead or alive, with nothing paid, in the rewards' own units, and says where it comes from", async () => {
    const step = whole.steps.find((one) => one.step === from.step)!;
    const dead = [3, 4, 5].find((n) => !step.ancestors.includes(n));
    const particle = dead ?? from.particle;
    const runFile = join(folder, "branch.fkrun");
    const events: RunEvent[] = [];
    const result = await engine.run(branchRequest({ particles: 5 }), {
      runFile,
      from: { ...from, particle },
      onEvent: (event) => events.push(event),
    });
    expect(events.flatMap((event) => (event.kind === "step" ? [event.step] : []))).toEqual([5, 6, 7, 8]);
    const branch = await readWholeRun(runFile);
    expect(branch.header.origin).toEqual({ run, iteration: 0, step: 4, particle });
    expect(branch.header.specification).toMatchObject({ seed: 2, prompt: "It was raining", otherPrompts: [] });
    expect(branch.pilot).toEqual(whole.pilot);
    expect(result.scales).toEqual(whole.pilot!.scales);
    const [first] = branch.steps;
    // Difference with nothing before it: λ v.
    expect(first!.logPotentials).toEqual(first!.values.map((value) => 2 * value));
    const before = known(step, particle)
      .split("…")
      .filter((text) => text.trim() !== "");
    expect(before.length).toBeGreaterThan(0);
    expect(branch.steps.at(-1)!.particles).toHaveLength(5);
    for (const { text } of branch.steps.at(-1)!.particles.map(textParticle)) {
      for (const piece of before) expect(text).toContain(piece.trim());
    }
    expect(new Set(branch.steps.at(-1)!.particles.map((one) => textParticle(one).text)).size).toBeGreaterThan(1);
  });

  it("is standardised anew where its rewards are others, and may be branched from in turn", async () => {
    const [first, second] = [join(folder, "other.fkrun"), join(folder, "second.fkrun")];
    await engine.run(branchRequest({ rewards: [builtin("length")] }), { runFile: first, from });
    const other = await readWholeRun(first);
    expect(other.pilot!.scales).not.toEqual(whole.pilot!.scales);
    const again = branchOf(other.header.specification, "It was raining");
    await engine.run(again, { runFile: second, from: { run: first, step: 6, particle: 1 } });
    const { header, steps } = await readWholeRun(second);
    expect([header.origin!.run, steps.map(({ step }) => step)]).toEqual([first, [8]]);
  });

  it("that was cut off is resumed as it would have come out, from its beginning as long as its run is there", async () => {
    const runFile = join(folder, "cut.fkrun");
    const asItWas = await engine.run(branchRequest(), { runFile, from });
    const lines = await readFile(runFile, "utf8");
    for (const at of [lines.lastIndexOf('{"kind":"step"'), lines.indexOf('{"kind":"step"')]) {
      await writeFile(runFile, lines.slice(0, at));
      expect((await engine.resume(runFile)).particles).toEqual(asItWas.particles);
    }
    await rename(run, `${run}.away`);
    try {
      await writeFile(runFile, lines.slice(0, lines.lastIndexOf('{"kind":"step"')));
      expect((await engine.resume(runFile)).particles).toEqual(asItWas.particles);
      await writeFile(runFile, lines.slice(0, lines.indexOf('{"kind":"step"')));
      await expect(engine.resume(runFile)).rejects.toThrow(
        /run\.fkrun cannot be branched from: it is not there any more/u,
      );
    } finally {
      await rename(`${run}.away`, run);
    }
  });
});

describe("a branch that cannot be", () => {
  it.each([
    ["of a particle that is not there", {}, { particle: 6 }, /there is no particle 6: they are 0 to 5/u],
    ["at a step that was not scored", {}, { step: 5 }, /step 5 was not scored\. Choose one of 2, 4, 6, 8\./u],
    ["at the last step", {}, { step: 8 }, /step 8 is its last, so nothing is left to run/u],
    ["of an iteration that is not there", {}, { iteration: 1 }, /it has no iteration 1, as it was not refined/u],
    ["that moves otherwise", { temperature: 0.5 }, {}, /goes on as its run does, and temperature is another/u],
  ])("%s is refused in a sentence, and leaves no file", async (_, changes, place, sentence) => {
    const runFile = join(folder, "refused.fkrun");
    await rm(runFile, { force: true });
    const branch = engine.run({ ...branchRequest(), ...changes }, { runFile, from: { ...from, ...place } });
    await expect(branch).rejects.toThrow(sentence);
  });

  it("is refused in the file of its own run, by whatever name, and so is a repetition: that stays as it is", async () => {
    const [symbolic, hard] = [join(folder, "symbolic.fkrun"), join(folder, "hard.fkrun")];
    await symlink(run, symbolic);
    await link(run, hard);
    const before = await readFile(run);
    for (const runFile of [run, run.replace(/\.fkrun$/u, ""), symbolic, hard]) {
      for (const source of [{ from }, { repeats: run }]) {
        await expect(engine.run(branchRequest(), { runFile, ...source })).rejects.toThrow(/and stays as it is/u);
      }
    }
    expect(await readFile(run)).toEqual(before);
    expect((await readWholeRun(run)).end).toEqual(whole.end);
  });

  it("is refused where the states are gone", async () => {
    await rename(statesPath(run), join(folder, "away"));
    try {
      await expect(engine.run(branchRequest(), { from })).rejects.toThrow(/does not hold the particles of step 4/u);
    } finally {
      await rename(join(folder, "away"), statesPath(run));
    }
  });
});

describe("fk-steer branch", () => {
  it("goes on from a particle with what its flags change, and needs to be told which", async () => {
    const flags = [
      "--particle",
      "4",
      "--step",
      "4",
      "--strength",
      "1",
      "--weight",
      "sentiment-lexicon=2",
      "--out",
      "told.fkrun",
      "--json",
    ];
    const { code, stdout } = await steer(folder, "branch", "run.fkrun", ...flags);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { particles: object[] }).particles).toHaveLength(3);
    const { specification, origin } = (await readWholeRun(join(folder, "told.fkrun"))).header;
    expect(specification).toMatchObject({ strength: 1, seed: 2, prompt: "It was raining", rewards: [{ weight: 2 }] });
    expect(origin).toEqual({ run, iteration: 0, step: 4, particle: 4 });
    const unsaid = await steer(folder, "branch", "run.fkrun", "--step", "4");
    expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining("--particle is missing") });
  });

  it("of an image begins from its noisy picture", async () => {
    const images = join(folder, "images.fkrun");
    const model = { model: "emoji-scenes", prompt: "a red heart", rewards: [builtin("brightness")], draws: 1 };
    const other = await forkEngine();
    await other.run(model, { runFile: images });
    await other[Symbol.asyncDispose]();
    const { code } = await steer(
      folder,
      "branch",
      "images.fkrun",
      "--particle",
      "1",
      "--step",
      "4",
      "--out",
      "b.fkrun",
    );
    expect(code).toBe(0);
    expect((await readWholeRun(join(folder, "b.fkrun"))).steps.map(({ step }) => step)).toEqual([6, 8]);
  });
});
