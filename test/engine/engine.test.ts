import { writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent, StepEvent } from "../../src/protocol/run.ts";
import { cpuThreads } from "../../src/runtime/device/cpuThreads.ts";
import { builtin, file, forkEngine } from "../support/forkedEngine.ts";
import { readWholeRun } from "../support/wholeRun.ts";
import { textParticles } from "../support/textParticles.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder({ emptied: true });
const runFile = join(folder, "run.fkrun");
const engine = useEngine({ rewardFolders: [tmpdir()] });

async function reward(name: string, score: string): Promise<string> {
  const path = join(folder, `${name}.reward.ts`);
  await writeFile(
    path,
    `import { defineReward } from "fk-steering";\nexport default defineReward({\n  accepts: "text",\n  score(samples) {\n    ${score}\n  },\n});\n`,
  );
  return path;
}

describe("a steered run", () => {
  it("tells every step, and its run file tells the same", async () => {
    const events: RunEvent[] = [];
    const result = await engine.run({}, { runFile, onEvent: (event) => events.push(event) });
    const steps = events.filter((event): event is StepEvent => event.kind === "step");
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const scored = steps.flatMap(({ scoring }) => scoring ?? []);
    expect(scored).toHaveLength(4);
    expect(textParticles(scored[0]?.particles ?? []).some(({ pieces }) => pieces.some(({ masked }) => masked))).toBe(
      true,
    );
    const last = textParticles(result.particles).flatMap(({ pieces }) => pieces);
    expect(last.every(({ masked }) => !masked)).toBe(true);
    expect(result.particles.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);

    const { header, steps: stored, result: kept, end } = await readWholeRun(runFile);
    expect(header).toMatchObject({
      specification: { seed: 1, model: "stories" },
      rewards: [{ name: "sentiment-lexicon" }],
    });
    expect(header.model.files.length).toBeGreaterThan(2);
    expect(header.execution).toEqual({
      processors: availableParallelism(),
      threads: cpuThreads(),
      chunk: 8,
      precision: "float16",
    });
    expect(result.device.execution).toMatchObject({ threads: cpuThreads(), chunk: 8 });
    expect(stored.map(({ particles }) => particles)).toEqual(scored.map(({ particles }) => particles));
    expect(stored.at(-1)!.particles).toEqual(result.particles);
    expect(kept!.groups.map((group, g) => ({ ...group, prompt: result.groups[g]!.prompt }))).toEqual(result.groups);
    expect(end).toMatchObject({ outcome: "done", summary: { best: result.particles[result.best]!.reward } });
  });

  it("is the same for the same seed and another for another seed", async () => {
    const texts = async (seed: number): Promise<string[]> => {
      const { particles } = await engine.run({ seed });
      return textParticles(particles).map(({ text }) => text);
    };
    const first = await texts(5);
    expect(await texts(5)).toEqual(first);
    expect(await texts(6)).not.toEqual(first);
  });

  it("keeps every weight equal and never resamples at strength 0", async () => {
    const { particles, groups } = await engine.run({ strength: 0 });
    const { scored, logZ, resamplings } = groups[0]!;
    expect(particles.map(({ weight }) => weight)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(particles.map(({ ancestor }) => ancestor)).toEqual([0, 1, 2]);
    expect(scored.map(({ ess }) => ess)).toEqual([3, 3, 3, 3]);
    expect([resamplings, logZ]).toEqual([0, 0]);
  });

  it("runs the network only for particles that changed", async () => {
    const { forwardPasses } = await engine.run({
      steps: 2000,
      schedule: { kind: "every", every: 500 },
      length: 6,
      resampling: "never",
    });
    // Six places are written one by one: six states to look at a particle, the first of them the same for all.
    expect(forwardPasses).toBeLessThanOrEqual(1 + 3 * 5);
    expect(forwardPasses).toBeGreaterThan(5);
  });

  it("continues the prompt word for word, and leads up to the suffix", async () => {
    const { particles } = await engine.run({ prompt: "The little dog", suffix: " and they went home.", length: 5 });
    for (const { text } of textParticles(particles)) {
      expect(text.startsWith("The little dog")).toBe(true);
      expect(text.endsWith(" and they went home.")).toBe(true);
    }
  });

  it("shows each reward's own number beside the weighted sum", async () => {
    const rewards = [builtin("sentiment-lexicon"), builtin("length", { weight: 0.5, parameters: { target: 60 } })];
    const { particles } = await engine.run({ rewards });
    for (const { reward: sum, parts } of particles) {
      expect(parts).toHaveLength(2);
      expect(sum).toBeCloseTo(parts[0]! + 0.5 * parts[1]!, 9);
    }
  });
});

describe("several runs", () => {
  it("wait for one another", async () => {
    const order: string[] = [];
    const watch = (name: string) => (event: RunEvent) => {
      if (event.kind !== "step") order.push(`${name} ${event.kind}`);
    };
    await Promise.all([
      engine.run({}, { onEvent: watch("a") }).then(() => order.push("a done")),
      engine.run({}, { onEvent: watch("b") }).then(() => order.push("b done")),
    ]);
    expect(order.indexOf("b queued")).toBeGreaterThanOrEqual(0);
    expect(order.indexOf("a done")).toBeLessThan(order.indexOf("b started"));
  });
});

describe("a run that is stopped", () => {
  it("ends at once, keeps what it reached, and leaves the next run alone", async () => {
    const stop = new AbortController();
    const run = engine.run(
      { steps: 64, schedule: { kind: "every", every: 2 } },
      {
        runFile,
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === "step" && event.step === 6) stop.abort();
        },
      },
    );
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    const { steps, end } = await readWholeRun(runFile);
    expect(end).toEqual({ kind: "end", outcome: "stopped" });
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(steps.length).toBeLessThan(32);
    await expect(engine.run({})).resolves.toBeDefined();
  });
});

describe("what goes wrong", () => {
  it("names the reward's file and line, keeps the run up to there, and the next run works", async () => {
    const path = await reward(
      "touchy",
      'if (samples.some((s) => s.generated.length > 0)) throw new Error("I do not like it");\n    return samples.map(() => 0);',
    );
    const run = engine.run({ rewards: [file(path)] }, { runFile });
    await expect(run).rejects.toMatchObject({ code: "reward-threw", details: { location: { file: path, line: 5 } } });
    const { end } = await readWholeRun(runFile);
    expect(end).toMatchObject({ outcome: "failed", error: { code: "reward-threw" } });
    await expect(engine.run({})).resolves.toBeDefined();
  });

  it.each([
    ["a model that is not there", { model: "nosuch" }, "model-missing"],
    ["a reward that is not there", { rewards: [builtin("nosuch")] }, "reward-missing"],
    ["a reward file that is not there", { rewards: [file("/nowhere/x.reward.ts")] }, "reward-missing"],
    ["a prompt longer than the model", { prompt: "cat ".repeat(500) }, "prompt-too-long"],
    [
      "a parameter out of range",
      { rewards: [builtin("length", { parameters: { target: -5 } })] },
      "specification-invalid",
    ],
  ])("explains %s", async (_, request, code) => {
    await expect(engine.run(request)).rejects.toMatchObject({ code });
  });

  it("scores with the new code after a reward was edited", async () => {
    const path = await reward("fixed", "return samples.map(() => 1);");
    const first = await engine.run({ rewards: [file(path)] });
    await reward("fixed", "return samples.map(() => 2);");
    const second = await engine.run({ rewards: [file(path)] });
    expect([first.particles[0]?.reward, second.particles[0]?.reward]).toEqual([1, 2]);
  });

  it("refuses workspace rewards in an untrusted workspace, and runs built-in ones", async () => {
    await using untrusted = await forkEngine({ trusted: false, rewardFolders: [] });
    const path = await reward("fine", "return samples.map(() => 1);");
    await expect(untrusted.run({ rewards: [file(path)] })).rejects.toMatchObject({ code: "reward-untrusted" });
    await expect(untrusted.run({})).resolves.toBeDefined();
  });

  it("leaves a readable run file when the engine is killed", async () => {
    const doomed = await forkEngine();
    const run = doomed.run(
      { steps: 64, schedule: { kind: "every", every: 2 } },
      {
        runFile,
        onEvent: (event) => {
          if (event.kind === "step" && event.step === 8) doomed.child.kill("SIGKILL");
        },
      },
    );
    await expect(run).rejects.toThrow();
    const { steps, end } = await readWholeRun(runFile);
    expect(end).toBeUndefined();
    expect(steps.length).toBeGreaterThanOrEqual(4);
  });
});
