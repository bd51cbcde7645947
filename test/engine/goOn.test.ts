/** Finished runs that go on with particle Gibbs in their own files, by a real engine and at the command line. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { IterationResult, RunEvent, RunResult } from "../../src/protocol/run.ts";
import { statesPath } from "../../src/runfile/format.ts";
import { viewOfDocument } from "../../src/report/documentView.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { repository } from "../support/forkedEngine.ts";
import { steer } from "../support/steerCommand.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { movesInTurn } from "../../src/steering/moves.ts";
import { readWholeRun, type WholeRun } from "../support/wholeRun.ts";

const images = {
  model: "emoji-scenes",
  prompt: "a red heart",
  rewards: [{ source: { kind: "builtin", name: "colour" }, parameters: { colour: "red" } }],
  draws: 1,
  strength: 40,
};
const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder, repository] });
/** Few steps: what is tried is many iterations. */
const short = { steps: 4 };
/** Scored often enough to begin at a step of a path. */
const longer = { steps: 8 };
const never = { kind: "reward", reward: 1e6 } as const;

/** Stops with the first step of an iteration. */
function stopAt(iteration: number): { signal: AbortSignal; onEvent: (event: RunEvent) => void } {
  const stop = new AbortController();
  const onEvent = (event: RunEvent): void => {
    if (event.kind === "step" && event.pass.number === iteration) stop.abort();
  };
  return { signal: stop.signal, onEvent };
}

const steered = ({ particles, groups, iterations, best }: RunResult): object => ({
  particles,
  groups,
  iterations,
  best,
});

/** What tells a state from another, wherever it lies. */
const told = (place: readonly number[] | undefined): readonly number[] | undefined => place?.slice(1);

/** Of a run of one population. */
function pathOfDraw({ steps, result }: WholeRun): (readonly number[] | undefined)[] {
  let n = result!.groups[0]!.draw!;
  return steps
    .filter(({ iteration }) => iteration === 0)
    .toReversed()
    .map(({ step, steps: last, ancestors, states }) => {
      if (step < last) n = ancestors[n]!;
      return told(states![n]);
    })
    .toReversed();
}

/** A list of runs shows the best of all iterations. */
function expectBestListed({ steps, end }: WholeRun): void {
  const reached = steps.filter(({ step, steps: last }) => step === last);
  const most = Math.max(...reached.flatMap(({ values }) => values));
  const shown = reached.findLast(({ values }) => values.includes(most))!;
  const sample = shown.samples[shown.values.indexOf(most)]!;
  const { summary } = end as Extract<typeof end, { outcome: "done" }>;
  expect(summary.best).toBe(most);
  if (sample.modality === "text") expect(summary.excerpt).toBe(sample.generated.slice(0, 200));
  else expect(told(summary.thumbnail)).toEqual(told(sample.thumbnail as readonly number[]));
}

describe("a finished run that goes on", () => {
  it("comes in two goes to what it would have come to in one, bit for bit", async () => {
    const [once, twice] = [join(folder, "once.fkrun"), join(folder, "twice.fkrun")];
    // Up to a population of its own that is held against a conditional run's.
    for (const path of [once, twice]) await engine.run(longer, { runFile: path });
    // Which does not end where nothing better comes.
    const until = { kind: "interval", width: 1e-9 } as const;
    const wanted = await engine.goOn(once, until, stopAt(movesInTurn + 2));
    await engine.goOn(twice, until, stopAt(movesInTurn + 1));
    const result = await engine.goOn(twice, until, stopAt(movesInTurn + 2));
    expect(steered(result)).toEqual(steered(wanted));
    expect(result.goneOn).toMatchObject([
      { first: 1, iterations: movesInTurn, ending: "stopped" },
      { first: movesInTurn + 1, iterations: 1, ending: "stopped" },
    ]);
    const [a, b] = [await readWholeRun(once), await readWholeRun(twice)];
    expect(b.steps.map(({ values, ancestors }) => ({ values, ancestors }))).toEqual(
      a.steps.map(({ values, ancestors }) => ({ values, ancestors })),
    );
  });

  it.each([
    ["texts", {}],
    ["images", images],
    ["texts whose candidates are weighed at every step", { candidates: 2 }],
  ])("follows the path of the particle drawn by weight, and keeps everything so far (%s)", async (name, request) => {
    const path = join(folder, `${name}.fkrun`);
    const before = await engine.run({ ...longer, resampling: "always", ...request }, { runFile: path });
    const drawn = pathOfDraw(await readWholeRun(path));
    const lines = await readFile(path, "utf8");
    const result = await engine.goOn(path, never, stopAt(5));
    expect((await readFile(path, "utf8")).startsWith(lines)).toBe(true);
    const whole = await readWholeRun(path);
    const { steps, result: kept, end } = whole;
    await using document = await openRunDocument(path);
    const followed = async (iteration: number) => (await document.reference(iteration))!;
    const first = await followed(1);
    expect([2, 4, 6, 8].map((step) => told(first.places![step]))).toEqual(drawn);
    // The first is a population of its own, and keeps no path.
    for (const iteration of [2, 3, 4]) {
      const { places } = await followed(iteration);
      const again = steps.filter((step) => step.iteration === iteration);
      for (const { step, states } of again) expect(told(states![0])).toEqual(told(places![step]));
      // What lies before the step that it began at stays.
      const next = (await followed(iteration + 1)).places!;
      for (let step = 1; step <= again[0]!.step - 2; step += 1) expect(told(next[step])).toEqual(told(places![step]));
    }
    expect(result.iterations.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3, 4]);
    expect(result.iterations[0]!.keptReward).toBe(before.particles[before.groups[0]!.draw!]!.reward);
    expect(result.groups[0]!.logZ).toBe(before.groups[0]!.logZ);
    expect(end).toMatchObject({ outcome: "done" });
    expect(steps.at(-1)!.iteration).toBe(4);
    expectBestListed(whole);
    const [{ forwardPasses, ...gone }] = kept!.goneOn as [NonNullable<RunResult["goneOn"]>[number]];
    expect(gone).toMatchObject({ first: 1, iterations: 4, until: never, ending: "stopped" });
    expect(forwardPasses).toBe(result.forwardPasses - before.forwardPasses);
    expect(result.seconds.total).toBeGreaterThan(before.seconds.total);
    const view = await viewOfDocument(document);
    expect([view.status, view.particles, view.bestBefore]).toEqual(["done", result.particles, result.bestBefore]);
  });

  it("leaves the path and the mean by weight where they were when a population is not taken", async () => {
    // Seeds are tried, since whether it is taken is a matter of chance.
    for (let seed = 0; seed < 40; seed += 1) {
      const path = join(folder, "not-taken.fkrun");
      await engine.run({ ...short, particles: 2, strength: 60, seed }, { runFile: path });
      const { iterations } = await engine.goOn(path, never, stopAt(2));
      await using document = await openRunDocument(path);
      const [one, two] = [(await document.reference(1))!, (await document.reference(2))!];
      if (two.since === undefined) continue;
      expect(two).toMatchObject({ since: 0, particle: one.particle });
      const [run, own] = iterations as [IterationResult, IterationResult];
      expect([own.keptReward, own.steeredMean]).toEqual([run.keptReward, run.steeredMean]);
      const again = await engine.goOn(path, never, stopAt(3));
      expect(again.iterations.slice(0, 2)).toEqual(iterations);
      return;
    }
    throw new Error("every population was taken");
  });

  it("ends when it has come to what was asked, and says with which particle of which iteration", async () => {
    const path = join(folder, "texts.fkrun");
    const before = await readWholeRun(path);
    const best = Math.max(...before.result!.iterations.map(({ bestReward }) => bestReward));
    await expect(engine.goOn(path, { kind: "reward", reward: best })).rejects.toThrow(/has a reward of .+ already/u);
    const timed = await engine.goOn(path, { kind: "seconds", seconds: 0.001 });
    expect(timed.goneOn!.at(-1)).toMatchObject({ first: 5, iterations: 1, ending: "reached" });
    const most = Math.max(...timed.iterations.map(({ bestReward }) => bestReward));
    const shown = timed.bestBefore?.particle ?? timed.particles[timed.best]!;
    expect(shown.reward).toBe(most);
    const narrow = await engine.goOn(path, { kind: "interval", width: 1e3 });
    const { mean, ending } = narrow.goneOn!.at(-1)!;
    expect(ending).toBe("reached");
    const means = narrow.iterations.slice(1).map(({ steeredMean }) => steeredMean!);
    expect(mean!.iterations).toBe(8);
    expect(mean!.mean).toBeCloseTo(means.reduce((sum, one) => sum + one, 0) / 8, 12);
    expect(mean!.interval[0]).toBeLessThanOrEqual(mean!.mean);
    expect(narrow.goneOn).toHaveLength(3);
    // Cut off before that was written down, it needs no iteration more.
    const lines = await readFile(path, "utf8");
    await writeFile(path, lines.slice(0, lines.lastIndexOf('{"kind":"result"')));
    expect(steered(await engine.resume(path))).toEqual(steered(narrow));
  });

  it.each([
    ["an island", { islands: 3 }],
    ["the first of several prompts", { otherPrompts: ["It was raining"] }],
    ["an island of candidates", { islands: 2, candidates: 2 }],
  ])("goes on as %s as it would alone, and comes out the same where it was cut off", async (name, request) => {
    const [path, alone] = [join(folder, `${name}.fkrun`), join(folder, `${name} alone.fkrun`)];
    await engine.run({ ...longer, ...request }, { runFile: path });
    await engine.run({ ...longer, candidates: 1, ...request, islands: 1, otherPrompts: [] }, { runFile: alone });
    const until = { kind: "interval", width: 1e-9 } as const;
    const all = await engine.goOn(path, until, stopAt(5));
    const one = await engine.goOn(alone, until, stopAt(5));
    expect(all.particles.slice(0, one.particles.length)).toEqual(
      one.particles.map((particle) => expect.objectContaining({ ...particle, parts: expect.anything() }) as object),
    );
    expect(all.iterations.map(({ groups }) => groups![0])).toEqual(
      one.iterations.map(({ logZ, keptReward, steeredMean }) => ({ logZ, keptReward, steeredMean })),
    );
    expect(all.groups.map(({ logZ }) => logZ)).toEqual(all.iterations[0]!.groups!.map(({ logZ }) => logZ));
    const lines = await readFile(path, "utf8");
    const references = lines.split('{"kind":"reference"');
    // After the path of one group and before the next.
    const end = references.slice(0, -1).join('{"kind":"reference"').length;
    await writeFile(path, lines.slice(0, end));
    expect(steered(await engine.resume(path, stopAt(5)))).toEqual(steered(all));
  });

  it("is listed by its best image, also where an iteration between had it", async () => {
    // Seeds are tried, since which iteration is the best is a matter of chance.
    for (let seed = 0; seed < 40; seed += 1) {
      const path = join(folder, "best.fkrun");
      await engine.run({ ...short, ...images, seed }, { runFile: path });
      const { bestBefore } = await engine.goOn(path, never, stopAt(4));
      expectBestListed(await readWholeRun(path));
      if (bestBefore !== undefined && bestBefore.iteration > 0) return;
    }
    throw new Error("no iteration between was the best");
  });

  it("is what it was where it is stopped in its first iteration, and goes on from there again", async () => {
    const path = join(folder, "early.fkrun");
    const before = await engine.run(short, { runFile: path });
    await expect(engine.goOn(path, never, stopAt(1))).rejects.toMatchObject({ name: "AbortError" });
    const { steps, result, end } = await readWholeRun(path);
    expect([end?.outcome, result!.best, steps.at(-1)!.iteration]).toEqual(["done", before.best, 0]);
    const again = await engine.goOn(path, never, stopAt(2));
    expect(again.goneOn).toMatchObject([{ first: 1, iterations: 1 }]);
  });

  it.each([
    ["in an iteration", '{"kind":"step"'],
    ["before it had kept a path", '{"kind":"reference"'],
  ])("is resumed where it was cut off %s, and goes on until what it was to", async (name, next) => {
    const path = join(folder, `cut ${name}.fkrun`);
    await engine.run(short, { runFile: path });
    const until = { kind: "seconds", seconds: 0.001 } as const;
    const one = await engine.goOn(path, until);
    const two = await engine.goOn(path, until);
    const lines = await readFile(path, "utf8");
    const continued = lines.lastIndexOf('{"kind":"continuation"');
    const at = name === "in an iteration" ? lines.lastIndexOf(next) : lines.indexOf(next, continued);
    await writeFile(path, lines.slice(0, at));
    expect((await readWholeRun(path)).end).toBeUndefined();
    const events: RunEvent[] = [];
    const resumed = await engine.resume(path, { onEvent: (event) => events.push(event) });
    // That was cut off is iteration 2.
    expect(events.find(({ kind }) => kind === "resumed")).toMatchObject({
      message: expect.stringMatching(/, from the path of particle \d of iteration [01]\.$/u),
    });
    expect(steered(resumed)).toEqual(steered(two));
    const [first, second] = resumed.goneOn!;
    expect(first).toEqual(one.goneOn![0]);
    expect(second).toMatchObject({ first: 2, iterations: 1, until, ending: "reached" });
    // What the iteration that was cut off had taken is spent, too.
    expect(second!.forwardPasses).toBeGreaterThanOrEqual(two.goneOn![1]!.forwardPasses);
  });
});

describe("a run that went on, repeated", () => {
  it("is compared up to its end, since how long it went on no request says", async () => {
    const path = join(folder, "early.fkrun");
    const { repeated } = await engine.run(short, { runFile: join(folder, "again.fkrun"), repeats: path });
    expect(repeated).toEqual({
      of: path,
      isSame: true,
      message: "This run repeats early.fkrun exactly, up to where it went on after its end: every record is equal.",
    });
  });
});

describe("a run that cannot go on", () => {
  it("says why, and stays as it is", async () => {
    const copy = join(folder, "copy.fkrun");
    await engine.run(short, { runFile: copy });
    const lines = await readFile(copy, "utf8");
    const refused = async (sentence: RegExp): Promise<void> => {
      const there = await readFile(copy, "utf8");
      const events: RunEvent[] = [];
      const onEvent = (event: RunEvent): void => void events.push(event);
      await expect(engine.goOn(copy, never, { onEvent })).rejects.toThrow(sentence);
      expect(await readFile(copy, "utf8")).toBe(there);
      expect(events.filter(({ kind }) => kind === "resumed")).toEqual([]);
    };
    await writeFile(copy, lines.slice(0, lines.lastIndexOf('{"kind":"result"')));
    await refused(/cannot go on: it did not come to its end\. Resume it first/u);
    await writeFile(copy, lines.replace(/"sha256":"[0-9a-f]{8}/u, '"sha256":"00000000'));
    await refused(/cannot go on: the model stories is another by now/u);
    await writeFile(copy, lines);
    await writeFile(copy, lines.replace('"groups":[{"ess"', '"interventions":[0,1,0],"groups":[{"ess"'));
    await refused(/a person voted on its particles.+Save the votes as a reward/u);
    await writeFile(copy, lines);
    await rm(statesPath(copy));
    await refused(/does not hold the particles of step 4.+Refine it/u);
  });
});

describe("fk-steer go-on", () => {
  it("prints what it came to and what was spent, and tells by its code whether that was reached", async () => {
    const { code, stdout, stderr } = await steer(folder, "go-on", "early.fkrun", "--seconds", "0.001");
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^Goes on for 1 ms, from the path of particle \d of iteration \d\.\n$/u);
    expect(stdout).toMatch(/Went on for 1 ms: 1 iteration \(2\), [\d\u202f]+ forward passes, .+; its time was up\./u);
    const none = await steer(folder, "go-on", "early.fkrun", "--seconds", "-1");
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("--seconds must be above 0") });
    const both = await steer(folder, "go-on", "early.fkrun", "--seconds", "1", "--interval", "1");
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining("exclude each other") });
  });
});
