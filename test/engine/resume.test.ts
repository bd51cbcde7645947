/** Runs that were cut off, gone on with by a real engine and at the command line. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { RunEvent, RunResult } from "../../src/protocol/run.ts";
import { samplesPath, statesPath } from "../../src/runfile/format.ts";
import { lockOutput } from "../../src/runfile/outputLock.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { cutRun } from "../support/cutRun.ts";
import { builtin, file, forkEngine, repository, smallEngine, smallRun } from "../support/forkedEngine.ts";
import { steer } from "../support/steerCommand.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { readWholeRun } from "../support/wholeRun.ts";

const runs: readonly (readonly [name: string, request: object])[] = [
  ["texts of two prompts", { otherPrompts: ["It was raining"], resampling: "always" }],
  [
    "images",
    {
      model: "emoji-scenes",
      prompt: "a red heart",
      rewards: [{ source: { kind: "builtin", name: "colour" }, parameters: { colour: "red" } }],
      draws: 1,
      strength: 40,
    },
  ],
];

const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder, repository] });

/** What the person is shown of how a run ended, but for what it cost, which devices were tried and where its file lies. */
const comparable = (result: RunResult): object => ({
  ...result,
  seconds: undefined,
  forwardPasses: undefined,
  runFile: undefined,
  device: { ...result.device, tried: undefined },
});

/** The run's files, cut off before the last scored step. */
const cut = (path: string, name: string): Promise<string> => cutRun(path, join(folder, `${name}.fkrun`));

describe("a run whose engine was killed", () => {
  it.each(runs)("comes out as it would have (%s)", async (name, request) => {
    const [whole, killed] = [join(folder, `${name}.fkrun`), join(folder, `${name} killed.fkrun`)];
    const asItWas = await engine.run(request, { runFile: whole });
    const other = await forkEngine();
    const dead = once(other.child, "exit");
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "step" && event.step === 5) other.child.kill("SIGKILL");
    };
    await expect(other.run(request, { runFile: killed, onEvent })).rejects.toThrow();
    await dead;
    // What a disk may have of the line that was being written.
    await appendFile(killed, '{"kind":"step","iter');
    expect((await readWholeRun(killed)).steps.at(-1)!.step).toBe(4);
    const events: RunEvent[] = [];
    const resumed = await engine.resume(killed, { onEvent: (event) => events.push(event) });
    expect(comparable(resumed)).toEqual(comparable(asItWas));
    const told = events.find((event) => event.kind === "resumed");
    expect(told).toEqual({
      kind: "resumed",
      message:
        "Resumed after step 4: model, rewards, device and threads are the run's own, so it comes out as it would have.",
      isSame: true,
    });
    expect(events.flatMap((event) => (event.kind === "step" ? [event.step] : []))).toEqual([5, 6, 7, 8]);
    const [a, b] = [await readWholeRun(whole), await readWholeRun(killed)];
    expect(b.end).toEqual(a.end);
    expect(b.warnings).toContain(told!.kind === "resumed" ? told!.message : "");
    b.steps.forEach((step, index) => {
      const { values, logPotentials, weights, ancestors, groups, rewards, tokens, particles } = a.steps[index]!;
      expect(step).toMatchObject({ values, logPotentials, weights, ancestors, groups, rewards, tokens });
      expect(step.particles).toEqual(particles);
    });
  });
});

describe("a run that is stopped", () => {
  it("goes on from where it was, has one end, and goes on no further", async () => {
    const [whole, stopped] = [join(folder, "whole.fkrun"), join(folder, "stopped.fkrun")];
    const asItWas = await engine.run({}, { runFile: whole });
    const stop = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "step" && event.step === 5) stop.abort();
    };
    await expect(engine.run({}, { runFile: stopped, signal: stop.signal, onEvent })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect((await readWholeRun(stopped)).end).toMatchObject({ outcome: "stopped" });
    expect(comparable(await engine.resume(stopped))).toEqual(comparable(asItWas));
    expect((await readWholeRun(stopped)).end).toMatchObject({ outcome: "done" });
    await expect(engine.resume(stopped)).rejects.toMatchObject({
      code: "run-file",
      message: `${stopped} cannot be resumed: it came to its end. Go on from there (fk-steer go-on), or branch from one of its steps.`,
    });
  });
});

describe("a run whose disk was full", () => {
  it("loses nothing, says what to do, and comes out as it would have once there is room", async (context) => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    const command = promisify(execFile);
    const isMounted = await command("mount", ["-t", "tmpfs", "-o", "size=28k", "tmpfs", disk]).then(
      () => true,
      () => false,
    );
    // Only root may have a small disk.
    if (!isMounted) context.skip();
    try {
      const path = join(disk, "full.fkrun");
      const asItWas = await engine.run({ steps: 16 });
      const events: RunEvent[] = [];
      const onEvent = (event: RunEvent): void => void events.push(event);
      // What came out is shown all the same.
      const shown = await engine.run({ steps: 16 }, { runFile: path, onEvent });
      expect(shown.particles).toEqual(asItWas.particles);
      expect(shown.unkept).toMatch(/no space left on the disk\. Make room on it and resume the run/u);
      const lines = await readFile(path, "utf8");
      expect(lines).toMatch(/\{"kind":"step"[^\n]+\n/u);
      expect((await engine.resume(path)).unkept).toMatch(/no space left on the disk/u);
      expect((await readFile(path, "utf8")).startsWith(lines.slice(0, lines.lastIndexOf("\n") + 1))).toBe(true);
      await command("mount", ["-o", "remount,size=4m", disk]);
      expect(comparable(await engine.resume(path))).toEqual(comparable(asItWas));
      expect((await readWholeRun(path)).end).toMatchObject({ outcome: "done" });
    } finally {
      await command("umount", [disk]);
    }
  });
});

describe("a run that is to stop after its step", () => {
  it.each([
    ["within the run", {}, { kind: "run", step: 3 }, { steps: [2, 4], next: 5 }],
    ["within its pilot", { standardise: 3 }, { kind: "pilot", step: 3 }, { steps: [], next: 1 }],
    [
      "before its refinement",
      { refine: { iterations: 1 } },
      { kind: "run", step: 7 },
      { steps: [2, 4, 6, 8], next: 1 },
    ],
  ] as const)("keeps what it has done, and goes on just there (%s)", async (name, changed, at, kept) => {
    const request = { ...changed, rewards: [builtin("length")], strength: 1 };
    const halted = join(folder, `halted ${name}.fkrun`);
    const asItWas = await engine.run(request);
    // In this process: a halt reaches it within the very step.
    await using here = createEngine({
      onRunEvent(id, event) {
        if (event.kind === "step" && event.pass.kind === at.kind && event.step === at.step) {
          void here.call("run/halt", { id });
        }
      },
    });
    await here.call("engine/configure", smallEngine());
    const specification = parseSpecification({ ...smallRun, ...request });
    await expect(here.call("run/start", { id: "1", specification, runFile: halted })).rejects.toMatchObject({
      name: "AbortError",
    });
    const record = await readWholeRun(halted);
    expect(record.end).toMatchObject({ outcome: "stopped" });
    expect(record.steps.map(({ step }) => step)).toEqual(kept.steps);
    const lines = (await readFile(halted, "utf8")).trimEnd().split("\n");
    expect(lines.at(-2)).toMatch(/^\{"kind":"(?:selection|pilot|reference)"/u);
    const steps: number[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "step") steps.push(event.step);
    };
    expect(comparable(await engine.resume(halted, { onEvent }))).toEqual(comparable(asItWas));
    expect(steps[0]).toBe(kept.next);
  });
});

describe("a run that cannot be resumed", () => {
  it("says that its reward, its model or the format is another, or that it is being written, and stays as it is", async () => {
    const [reward, path] = [join(folder, "vowels.reward.ts"), join(folder, "vowels.fkrun")];
    const source = (factor: number): string => `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "text", score: (samples) => samples.map(({ text }) => ${factor} * (text.match(/[aeiou]/g) ?? []).length) });
`;
    await writeFile(reward, source(1));
    await engine.run({ rewards: [file(reward)], strength: 0.1 }, { runFile: path });
    const copy = await cut(path, "vowels-cut");
    const before = await readFile(copy, "utf8");
    const refused = async (sentence: RegExp): Promise<void> => {
      const there = await readFile(copy, "utf8");
      await expect(engine.resume(copy)).rejects.toThrow(sentence);
      expect(await readFile(copy, "utf8")).toBe(there);
    };
    await writeFile(reward, source(2));
    await refused(/the reward vowels has changed since\. Undo the change, branch/u);
    await rm(reward);
    await refused(/vowels\.reward\.ts/u);
    await writeFile(reward, source(1));
    await writeFile(copy, before.replace(/"sha256":"[0-9a-f]{8}/u, '"sha256":"00000000'));
    await refused(/the model stories is another by now \(.+\)\. Put its files back/u);
    await writeFile(copy, before);
    {
      await using lock = await lockOutput(copy);
      expect(lock).toBeDefined();
      await refused(/Another run \(process \d+ on /u);
    }
    await writeFile(copy, before.replace('"version":2', '"version":3'));
    await refused(/newer FK Steering \(format 3/u);
    await writeFile(copy, await readFile(join(repository, "test/fixtures/runs/text-format1.fkrun")));
    await refused(/made by an older FK Steering, whose files do not keep the particles\. Run it again\./u);
    await writeFile(copy, before);
    await expect(engine.resume(copy)).resolves.toBeDefined();
  });

  it("goes on with a reward that had another name when it was made", async () => {
    const copy = await cut(join(folder, "whole.fkrun"), "former name");
    const former = (await readFile(copy, "utf8")).replaceAll('"sentiment-lexicon"', '"sentiment"');
    expect(former).toContain('"name":"sentiment"');
    await writeFile(copy, former);
    const resumed = await engine.resume(copy);
    expect(resumed.particles).toEqual((await engine.run({})).particles);
    expect((await readWholeRun(copy)).header.specification.rewards).toMatchObject([
      { source: { kind: "builtin", name: "sentiment-lexicon" } },
    ]);
  });

  it("says which machine it differs from, where it goes on elsewhere", async () => {
    const copy = await cut(join(folder, "whole.fkrun"), "elsewhere");
    const lines = await readFile(copy, "utf8");
    await writeFile(copy, lines.replace(/"node":"[^"]*"/u, '"node":"1.0.0"'));
    const events: RunEvent[] = [];
    await engine.resume(copy, { onEvent: (event) => events.push(event) });
    expect(events.find((event) => event.kind === "resumed")).toMatchObject({
      isSame: false,
      message: expect.stringMatching(
        /^Resumed after step 6, with other node \(.+ and not 1\.0\.0\): what follows may differ in its last bits/u,
      ),
    });
  });
});

describe("fk-steer resume", () => {
  it("goes on with the run in its own file and prints what it became", async () => {
    const copy = await cut(join(folder, "whole.fkrun"), "terminal");
    const { stdout, stderr } = await steer(folder, "resume", copy, "--json");
    const whole = await readWholeRun(join(folder, "whole.fkrun"));
    const { particles } = JSON.parse(stdout) as { particles: { reward: number }[] };
    expect(particles.map(({ reward }) => reward)).toEqual(whole.steps.at(-1)!.values);
    expect(stderr).toBe(
      "Resumed after step 6: model, rewards, device and threads are the run's own, so it comes out as it would have.\n",
    );
    expect((await readWholeRun(copy)).end).toEqual(whole.end);
  });

  it("names what it takes where no file is named, or one that is no run", async () => {
    const unnamed = await steer(folder, "resume");
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining("takes one run file") });
    const none = await steer(folder, "resume", "none.fkrun");
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("none.fkrun") });
  });
});

describe("fk-steer repeat", () => {
  it("says that a run repeats exactly, or where it first differs and what was made otherwise", async () => {
    const whole = join(folder, "whole.fkrun");
    const { code, stdout, stderr } = await steer(folder, "repeat", "whole.fkrun", "--json");
    // Nothing of it is kept.
    expect(stdout).not.toContain("again.fkrun");
    expect([code, stderr]).toEqual([0, `This run repeats ${basename(whole)} exactly: every record is equal.\n`]);
    const copy = join(folder, "otherwise.fkrun");
    await copyFile(statesPath(whole), statesPath(copy));
    await copyFile(samplesPath(whole), samplesPath(copy));
    const lines = (await readFile(whole, "utf8")).replace(/"node":"[^"]*"/u, '"node":"1.0.0"');
    await writeFile(copy, lines);
    const same = await steer(folder, "repeat", "otherwise.fkrun");
    expect(same).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/every record is equal, though it was made with other node \(/u),
    });
    await writeFile(copy, lines.slice(0, lines.lastIndexOf('{"kind":"selection"')));
    const far = await steer(folder, "repeat", "otherwise.fkrun");
    expect(far).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/exactly, as far as that goes \(step 8 of 8\): every record is equal/u),
    });
    const at = lines.indexOf('"values":[', lines.indexOf('{"kind":"step","iteration":0,"step":4'));
    await writeFile(copy, `${lines.slice(0, at)}"values":[7,${lines.slice(lines.indexOf(",", at) + 1)}`);
    const { code: other, stderr: why } = await steer(folder, "repeat", "otherwise.fkrun");
    expect(other).toBe(1);
    expect(why).toMatch(
      /does not repeat .+: it first differs in the value of particle 0 \(-?[\d.]+ and not 7\) at step 4\. It was made with other node \(.+ and not 1\.0\.0\)\./u,
    );
  });
});
