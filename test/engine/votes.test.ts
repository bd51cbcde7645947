/** Runs that wait for votes, at the command line and in a real engine, and what their votes teach: a reward that is tested and steers. */
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { call } from "../../src/protocol/call.ts";
import { engineRequest } from "../../src/protocol/engine.ts";
import type { TeachReport, TeachRequest } from "../../src/protocol/teaching.ts";
import { isPause } from "../../src/protocol/pause.ts";
import type { RunEvent } from "../../src/protocol/run.ts";
import type { CastVote, StepVotes } from "../../src/protocol/votes.ts";
import { statesPath } from "../../src/runfile/format.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { awaitingStep } from "../../src/runfile/awaiting.ts";
import { lockOutput } from "../../src/runfile/outputLock.ts";
import { file, forkEngine } from "../support/forkedEngine.ts";
import { steer } from "../support/steerCommand.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { readWholeRun } from "../support/wholeRun.ts";

const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder] });

const teach = (request: TeachRequest): Promise<TeachReport> =>
  call(engine.connection, engineRequest("run/teach"), request);

type Voter = (texts: readonly string[]) => readonly CastVote[];

/** From pause to pause, with what a person says of the texts there. */
async function votedRun(path: string, request: object, voter: Voter): Promise<number> {
  let pauses = 0;
  let votes: StepVotes | undefined;
  for (;;) {
    try {
      await (pauses === 0 ? engine.run(request, { runFile: path }) : engine.resume(path, { votes }));
      return pauses;
    } catch (error) {
      if (!isPause(error)) throw error;
    }
    pauses += 1;
    await using document = await openRunDocument(path);
    const { step, samples } = (await awaitingStep(document))!;
    const texts = samples.map((sample) => (sample.modality === "text" ? sample.text : ""));
    votes = { step, votes: voter(texts) };
  }
}

/** Somebody who likes short sentences: the half with more of them is raised, the worst is killed. */
const shortSentences: Voter = (texts) => {
  const order = texts
    .map((text, particle) => ({ particle, stops: (text.match(/[.!?]/gu) ?? []).length }))
    .toSorted((a, b) => b.stops - a.stops);
  return order.map(({ particle }, rank): CastVote => {
    if (rank === texts.length - 1) return { particle, vote: "kill" };
    return { particle, vote: rank < texts.length / 2 ? 1 : 0 };
  });
};

describe("a run that pauses", () => {
  it("waits at the command line, says how it goes on, and goes on by votes", async () => {
    const path = join(folder, "told.fkrun");
    const flags = [
      "--reward",
      "sentiment-lexicon",
      "--particles",
      "3",
      "--steps",
      "4",
      "--every",
      "2",
      "--pause",
      "scored",
    ];
    const run = await steer(folder, "run", ...flags, "--out", path);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toContain("The run waits for you at step 2 of 4.");
    expect(run.stdout).toContain(`fk-steer resume ${path} --vote 0=2 --vote 1=kill`);
    const wrong = await steer(folder, "resume", path, "--vote", "0=much");
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain(
      "--vote takes a particle and what you say of it, such as 3=2, 5=-1, 5=kill or 5=keep",
    );
    const on = await steer(folder, "resume", path, "--vote", "0=2", "--vote", "1=kill");
    expect(on.code).toBe(0);
    expect(on.stdout).toMatch(/log Z with your votes −?\d/u);
    expect(on.stderr).toContain("Warning: You voted in this run, so it has another target");
    expect((await readWholeRun(path)).steps[0]!.interventions).toEqual([2 * Math.LN2, -Infinity, 0]);
    const nowhere = await steer(folder, "run", ...flags);
    expect(nowhere).toMatchObject({ code: 2 });
    expect(nowhere.stderr).toContain("waits in its file, and it has none");
    // Nobody asked a branch of it to pause.
    const branch = await steer(folder, "branch", path, "--particle", "0", "--step", "2");
    expect(branch.code).toBe(0);
    expect(branch.stderr.replaceAll(/^.* was not taken: .*\n/gmu, "")).toBe("");
  });

  it("waits when its engine is killed, and while another writes into its file is not gone on with", async () => {
    const path = join(folder, "killed.fkrun");
    const other = await forkEngine();
    const request = { pause: "scored" } as const;
    await expect(other.run(request, { runFile: path })).rejects.toMatchObject({ code: "run-paused" });
    const killed = new Promise((resolve) => other.child.once("exit", resolve));
    other.child.kill("SIGKILL");
    await killed;
    const before = await readFile(path, "utf8");
    const votes = { step: 2, votes: [{ particle: 0, vote: "kill" as const }] };
    {
      await using _ = await lockOutput(path);
      await expect(engine.resume(path, { votes })).rejects.toMatchObject({ code: "run-file" });
    }
    expect(await readFile(path, "utf8")).toBe(before);
    const events: RunEvent[] = [];
    await expect(engine.resume(path, { votes, onEvent: (event) => events.push(event) })).rejects.toMatchObject({
      code: "run-paused",
      details: { step: 4, steps: 8 },
    });
    expect(events.filter(({ kind }) => kind === "resumed")).toEqual([]);
    // Another window votes at the step that it has seen.
    await expect(engine.resume(path, { votes })).rejects.toThrow(/has gone on meanwhile, and waits at step 4 now/u);
  });

  it("keeps what was decided where its particles are gone and it begins again, and says so", async () => {
    const path = join(folder, "killed.fkrun");
    const before = (await readWholeRun(path)).steps;
    expect(before.map(({ step, isSelected }) => [step, isSelected])).toEqual([
      [2, true],
      [4, false],
    ]);
    await rm(statesPath(path));
    const votes = { step: 4, votes: [{ particle: 1, vote: 1 as const }] };
    await expect(engine.resume(path, { votes })).rejects.toThrow(/does not hold the particles of step 4/u);
    const events: RunEvent[] = [];
    await expect(engine.resume(path, { onEvent: (event) => events.push(event) })).rejects.toMatchObject({
      code: "run-paused",
      details: { step: 4 },
    });
    expect(events.find(({ kind }) => kind === "resumed")).toMatchObject({
      message: expect.stringMatching(/^Resumed from its beginning, since the particles of step 4 are gone \(/u),
    });
    const after = (await readWholeRun(path)).steps;
    const figures = after.map(({ step, values, ancestors, interventions }) => ({
      step,
      values,
      ancestors,
      interventions,
    }));
    expect(before).toMatchObject(figures);
    await expect(engine.resume(path, { votes })).rejects.toMatchObject({ code: "run-paused", details: { step: 6 } });
  });
});

describe("votes", () => {
  it("teach a reward that says how well it ranks, passes its tests and steers", async () => {
    const path = join(folder, "taught.fkrun");
    // One vote is beside all others, on whichever island.
    const request = { islands: 4, particles: 2, strength: 0, pause: "scored" };
    const pauses = await votedRun(path, request, shortSentences);
    expect(pauses).toBe(3);
    const report = await teach({ runFile: path, name: "liked" });
    expect(report).toMatchObject({ pauses: 3, by: "what the embedded models say of a text, and how it is built" });
    expect(report.pairs).toBeGreaterThan(40);
    expect(report.heldOut!.of).toBe(report.pairs);
    // What was voted for is among the traits: better than a coin by far.
    expect(report.heldOut!.right / report.heldOut!.of).toBeGreaterThan(0.65);
    expect(report.sentence).toMatch(/^It ranks [\d.]+ of \d+ held-out pairs as you did \(\d+ %; by chance 50 %\)\.$/u);
    for (const { name, text } of report.files) await writeFile(join(folder, name), text);
    const tested = await call(engine.connection, engineRequest("rewards/test"), {
      path: join(folder, "liked.reward.ts"),
    });
    expect(tested.fixtures.length).toBeGreaterThan(2);
    expect(tested.fixtures.filter(({ passed }) => !passed)).toEqual([]);
    const { particles } = await engine.run({ rewards: [file(join(folder, "liked.reward.ts"))], particles: 4 });
    for (const { reward } of particles) expect(Math.abs(reward)).toBeLessThanOrEqual(1);
    expect(new Set(particles.map(({ reward }) => reward)).size).toBeGreaterThan(1);
  });

  it("of images teach by colour, light and size where there is no CLIP; the command writes them, and over no file", async () => {
    const path = join(folder, "red.fkrun");
    const request = {
      ...{ model: "emoji-scenes", prompt: "a red heart", steps: 8, particles: 4, strength: 0, draws: 1 },
      ...{ rewards: [{ source: { kind: "builtin", name: "brightness" } }], pause: "scored" },
    };
    await expect(engine.run(request, { runFile: path })).rejects.toMatchObject({ code: "run-paused" });
    await expect(teach({ runFile: path, name: "x" })).rejects.toThrow(/nobody voted in it/u);
    const step = (await readWholeRun(path)).steps.at(-1)!.step;
    const votes = { step, votes: [{ particle: 1, vote: "kill" as const }] };
    await expect(engine.resume(path, { votes })).rejects.toMatchObject({ code: "run-paused" });
    const out = join(folder, "rewards", 'my "looks".reward.ts');
    const data = out.replace(".reward.ts", ".votes.json");
    const taught = await steer(folder, "teach", path, "--out", out);
    expect(taught.stderr).toBe("");
    expect(taught.stdout).toMatch(
      /learned from 3 pairs at 1 pause, by colour, light and size, for there is no CLIP in a model folder\. All votes are of 1 pause/u,
    );
    const { head } = JSON.parse(await readFile(data, "utf8")) as { head: { traits: { name: string }[] } };
    expect(head.traits.map(({ name }) => name)).toContain("size of what is shown");
    const written = (await stat(out)).mtimeMs;
    expect(await steer(folder, "teach", path, "--out", out)).toMatchObject({ code: 2 });
    expect((await stat(out)).mtimeMs).toBe(written);
    const steered = await engine.run({
      ...{ ...request, pause: undefined, strength: 10 },
      rewards: [file(out)],
    });
    expect(steered.particles.every(({ reward }) => Math.abs(reward) <= 1)).toBe(true);
    // Nothing of what cannot be written whole is left.
    await rm(data);
    expect(await steer(folder, "teach", path, "--out", out)).toMatchObject({ code: 2 });
    await expect(stat(data)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
