import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/protocol/run.ts";
import { readWholeRun, type WholeStep } from "../support/wholeRun.ts";
import { textParticle } from "../support/textParticles.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const particles = 4;

const folder = useFolder({ emptied: true });
const runFile = join(folder, "run.fkrun");
const engine = useEngine();

/** Steps of one iteration, without what says which. */
const stepsOf = (steps: readonly WholeStep[], iteration: number): object[] =>
  steps.filter((step) => step.iteration === iteration).map((step) => ({ ...step, iteration: undefined }));

describe("a refined run", () => {
  it("begins as the run that is not refined, and tells its passes", async () => {
    const plainFile = join(folder, "plain.fkrun");
    const plain = await engine.run({ particles }, { runFile: plainFile });
    const events: RunEvent[] = [];
    const result = await engine.run(
      { particles, refine: { iterations: 2 } },
      { runFile, onEvent: (event) => events.push(event) },
    );
    const [refined, unrefined] = [await readWholeRun(runFile), await readWholeRun(plainFile)];
    // A run that is to be refined keeps the states between its steps, too: the same bytes lie elsewhere.
    const placeless = (steps: readonly WholeStep[]): object[] =>
      steps
        .filter(({ iteration }) => iteration === 0)
        .map((step) => ({ ...step, between: undefined, states: step.states?.map((place) => place.slice(1)) }));
    expect(placeless(refined.steps)).toEqual(placeless(unrefined.steps));
    expect(stepsOf(refined.steps, 1)).not.toEqual(stepsOf(refined.steps, 0));
    const passes = events.flatMap((event) => (event.kind === "step" && event.step === event.steps ? [event.pass] : []));
    expect(passes.map(({ kind, number, count }) => `${kind} ${number}/${count}`)).toEqual([
      "run 1/3",
      "refinement 2/3",
      "refinement 3/3",
    ]);
    const left = events.flatMap((event) => (event.kind === "step" ? [event.secondsLeft!] : []));
    expect(left.every((seconds) => seconds >= 0)).toBe(true);
    // At the end of the run two more passes are to come; at the end of all nothing is.
    expect(left[7]).toBeGreaterThan(0);
    expect(left.at(-1)).toBe(0);
    expect(result.iterations[0]).toEqual({
      iteration: 0,
      logZ: plain.groups[0]!.logZ,
      meanReward: plain.particles.reduce((sum, { reward }) => sum + reward, 0) / particles,
      bestReward: plain.particles[plain.best]!.reward,
      keptReward: plain.particles[plain.best]!.reward,
      steeredMean: plain.particles.reduce((sum, { reward, weight }) => sum + weight * reward, 0),
    });
    expect(result.forwardPasses).toBeGreaterThan(2 * plain.forwardPasses);
  });

  it("keeps the chosen path as particle 0, whatever is resampled", async () => {
    const kept = 2;
    await engine.run({ particles, resampling: "always", refine: { iterations: 1, particle: kept } }, { runFile });
    const { steps } = await readWholeRun(runFile);
    const [run, again] = [0, 1].map((iteration) => steps.filter((step) => step.iteration === iteration));
    const final = textParticle(run!.at(-1)!.particles[kept]);
    expect(textParticle(again!.at(-1)!.particles[0]).text).toBe(final.text);
    expect(again!.every(({ ancestors }) => ancestors[0] === 0)).toBe(true);
    // Step by step: what the path had written at each scored step is what particle 0 has.
    let place = kept;
    for (let at = run!.length - 1; at >= 0; at--) {
      if (run![at]!.groups[0]!.resampled) place = run![at]!.ancestors[place]!;
      expect(known(again![at]!, 0)).toEqual(known(run![at]!, place));
    }
  });

  it("records log Z and rewards of every iteration, and goes on from the particle drawn by weight", async () => {
    const result = await engine.run({ particles, refine: { iterations: 3 } }, { runFile });
    const { steps, result: kept, end } = await readWholeRun(runFile);
    expect(end).toMatchObject({ outcome: "done" });
    expect(kept!.iterations).toEqual(result.iterations);
    expect(result.iterations.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3]);
    for (const { iteration, logZ, meanReward, bestReward, keptReward } of result.iterations) {
      const last = steps.filter((step) => step.iteration === iteration).at(-1)!;
      const rewards = last.particles.map(({ reward }) => reward);
      expect(logZ).toBe(last.groups[0]!.logZ);
      expect(meanReward).toBeCloseTo(rewards.reduce((sum, reward) => sum + reward, 0) / particles, 9);
      expect(bestReward).toBe(Math.max(...rewards));
      expect(rewards).toContain(keptReward);
      const next = steps.filter((step) => step.iteration === iteration + 1).at(-1);
      if (next !== undefined) expect(next.particles[0]!.reward).toBe(keptReward);
    }
    expect(result.particles.map(({ reward }) => reward)).toEqual(steps.at(-1)!.particles.map(({ reward }) => reward));
    expect(result.particles[result.groups[0]!.draw!]!.reward).toBe(result.iterations.at(-1)!.keptReward);
    // Conditional runs overshoot Z: what is given as its estimate is the run's own.
    expect(result.groups[0]!.logZ).toBe(result.iterations[0]!.logZ);
    expect(result.groups[0]!.logZ).not.toBe(result.iterations.at(-1)!.logZ);
  });

  it("is the same for the same seed", async () => {
    const request = { particles, refine: { iterations: 2 } };
    const first = await engine.run(request);
    const again = await engine.run(request);
    expect({ ...again, seconds: undefined }).toEqual({ ...first, seconds: undefined });
  });

  it("keeps its file and says so when it is stopped in the middle of a refinement", async () => {
    const stop = new AbortController();
    const run = engine.run(
      { particles, refine: { iterations: 50 } },
      {
        runFile,
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === "step" && event.pass.number === 3 && event.step === 4) stop.abort();
        },
      },
    );
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    const { steps, end } = await readWholeRun(runFile);
    expect(end).toEqual({ kind: "end", outcome: "stopped" });
    const iterations = steps.map(({ iteration }) => iteration);
    expect(iterations.slice(0, 10)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    expect(iterations.length).toBeLessThan(40);
    await expect(engine.run({})).resolves.toBeDefined();
  });
});

/** What is written of a particle's text. Pieces that are still masked show a guess, which every iteration draws anew. */
function known(step: WholeStep, particle: number): string[] {
  return textParticle(step.particles[particle])
    .pieces.filter(({ masked }) => !masked)
    .map(({ text }) => text);
}

describe("a refinement that cannot be", () => {
  it.each([
    ["of one particle", { particles: 1 }, "particles", /only one particle.* Use 2/u],
    ["from a particle that is not there", { refine: { iterations: 1, particle: 3 } }, "refine.particle", /0 to 2/u],
  ])("%s is refused before the first step, with the run file kept", async (_, request, field, sentence) => {
    let steps = 0;
    const run = engine.run(
      { refine: { iterations: 1 }, ...request },
      { runFile, onEvent: ({ kind }) => (steps += kind === "step" ? 1 : 0) },
    );
    await expect(run).rejects.toMatchObject({ code: "specification-invalid", details: { field } });
    await expect(run).rejects.toThrow(sentence);
    expect(steps).toBe(0);
    const { header, end } = await readWholeRun(runFile);
    expect(header.specification.refine).toBeDefined();
    expect(end).toMatchObject({
      outcome: "failed",
      error: { code: "specification-invalid", message: expect.stringMatching(sentence) },
    });
  });
});
