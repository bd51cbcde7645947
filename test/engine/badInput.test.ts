import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/protocol/run.ts";
import { builtin, file, repository } from "../support/forkedEngine.ts";
import { readWholeRun } from "../support/wholeRun.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

/** 1 for every text. */
const constant = builtin("contains", { parameters: { words: "/^/" } });
/** −∞ for every text: the prompt leaves no way round the letter. */
const impossible = file(join(repository, "examples", "rewards", "no-letter-e.reward.ts"), {
  parameters: { strict: true, allowed: 0 },
});

const folder = useFolder({ emptied: true });
const runFile = join(folder, "run.fkrun");
const engine = useEngine();

async function run(request: object): Promise<RunResult & { readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const onEvent = (event: { kind: string; message?: string }): void => {
    if (event.kind === "warning") warnings.push(event.message!);
  };
  return { ...(await engine.run(request, { onEvent })), warnings };
}

describe("what cannot be run", () => {
  it.each([
    [
      "a scored step past the end",
      { schedule: { kind: "steps", steps: [4, 9] } },
      /schedule\.steps has 9.*between 1 and 8/u,
    ],
    ["a first scored step past the end", { schedule: { kind: "every", every: 2, first: 9 } }, /schedule\.first has 9/u],
    [
      "a last scored step before the first",
      { schedule: { kind: "every", every: 2, first: 6, last: 4 } },
      /schedule\.last is 4, before the first scored step 6/u,
    ],
    [
      "a hard constraint under a negative strength",
      { rewards: [impossible], strength: -1 },
      /would seek what it forbids/u,
    ],
    ["another prompt that is too long", { otherPrompts: ["cat ".repeat(500)] }, /takes \d+ tokens/u],
  ])("is refused before the first step: %s", async (_, request, sentence) => {
    let steps = 0;
    // Not even the pilot goes before.
    const started = engine.run(
      { standardise: 4, ...request },
      { runFile, onEvent: ({ kind }) => (steps += kind === "step" ? 1 : 0) },
    );
    await expect(started).rejects.toThrow(sentence);
    expect(steps).toBe(0);
    expect((await readWholeRun(runFile)).end).toMatchObject({
      outcome: "failed",
      error: { message: expect.stringMatching(sentence) },
    });
  });
});

describe("what can be run and cannot steer", () => {
  it("one particle: the reward changes nothing, and a warning says so", async () => {
    const { particles, warnings } = await run({ particles: 1 });
    expect(particles.map(({ weight }) => weight)).toEqual([1]);
    expect(warnings).toEqual([expect.stringMatching(/One particle.*Use 2 particles or more/u)]);
  });

  it("a reward that is the same for all: no resampling, equal weights, log Z is λ times it", async () => {
    const { particles, groups, warnings } = await run({ rewards: [constant], resampling: "always", strength: 3 });
    expect(particles.map(({ weight }) => weight)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(groups[0]).toMatchObject({ resamplings: 0, logZ: expect.closeTo(3, 9) });
    expect(groups[0]!.scored.map(({ ess }) => ess)).toEqual([3, 3, 3, 3]);
    expect(warnings).toEqual([]);
  });

  it("no particle that meets the hard constraint: everything is kept, with log Z −∞, no draw, and a warning", async () => {
    const { particles, groups, warnings } = await run({ rewards: [impossible] });
    expect(particles.map(({ reward }) => reward)).toEqual([-Infinity, -Infinity, -Infinity]);
    expect(groups[0]).toMatchObject({ logZ: -Infinity, draw: undefined });
    expect(warnings).toEqual([expect.stringMatching(/No particle meets the hard constraint/u)]);
  });

  it("no particle of some prompts that meets it: the warning names them", async () => {
    const { groups, warnings } = await run({ rewards: [impossible], otherPrompts: ["It was raining"] });
    expect(groups.map(({ draw }) => draw)).toEqual([undefined, undefined]);
    expect(warnings).toEqual([expect.stringMatching(/No particle of "Once upon a time", "It was raining" meets/u)]);
  });

  it("nothing feasible to refine: an error, with the run before it in the file", async () => {
    const started = engine.run({ rewards: [impossible], refine: { iterations: 2 } }, { runFile });
    await expect(started).rejects.toMatchObject({ code: "particles-infeasible" });
    const { steps, end } = await readWholeRun(runFile);
    expect(steps.filter(({ iteration }) => iteration === 0)).toHaveLength(4);
    expect(end).toMatchObject({ outcome: "failed", error: { code: "particles-infeasible" } });
  });

  it("tempering that cannot reach its ESS: λ waits where it is, and is λ at the end", async () => {
    const { groups } = await run({
      strength: 10,
      tempering: { kind: "adaptive", essFraction: 1 },
      resampling: "never",
    });
    const strengths = groups[0]!.scored.map(({ strength }) => strength);
    // An ESS of all of N is kept by as much λ as rounding hides.
    const hidden = expect.closeTo(0, 6);
    expect(strengths).toEqual([hidden, hidden, hidden, 10]);
  });
});
