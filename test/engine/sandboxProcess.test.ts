/** The process of a reward: stopped, put away, killed, and ended with its engine. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { childrenOf, isRunning } from "../fixtures/rewards/childProcesses.ts";
import { rewardModels } from "../../src/engine/reward/rewardModels.ts";
import type { RewardModels } from "../../src/rewards/reward.ts";
import { Workspace, errorOf, rewardOf, textSample } from "../fixtures/rewards/workspace.ts";
import { file, forkEngine } from "../support/forkedEngine.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

const never = new AbortController().signal;

describe("a reward that is stopped", () => {
  it("ends with AbortError at once, sees its signal, and can be asked again in the same process", async () => {
    const lines: string[] = [];
    await using reward = await workspace.open(
      `let calls = 0;
       export default { accepts: "text", async score(samples, { signal, log }) {
         calls += 1;
         if (samples[0].text === "wait") await new Promise((done) => signal.addEventListener("abort", () => { log("seen"); done(); }));
         return [calls];
       } };`,
      { onLog: (line) => lines.push(line) },
    );
    const stop = new AbortController();
    const error = errorOf(reward.score([textSample("wait")], stop.signal));
    setTimeout(() => stop.abort(), 50);
    expect((await error).name).toBe("AbortError");
    expect(Array.from(await reward.score([textSample("go")], never))).toEqual([2]);
    expect(lines).toEqual(["seen"]);
  });

  it("ends with AbortError at once though it never lets go; then it is killed and started afresh", async () => {
    await using reward = await workspace.open(rewardOf("if (samples[0].text === 'bad') for (;;); return [1];"), {
      limits: { milliseconds: 20_000 },
    });
    const started = performance.now();
    const error = await errorOf(
      reward.score([textSample("bad")], AbortSignal.timeout(50)).catch((e: unknown) => Promise.reject(e as Error)),
    );
    expect(error.name).toBe("AbortError");
    expect(performance.now() - started).toBeLessThan(5000);
    expect(Array.from(await reward.score([textSample("good")], never))).toEqual([1]);
  });

  it("can be stopped while it opens", async () => {
    const source = "await new Promise(() => {}); export default {};";
    const error = await errorOf(
      workspace.open(source, { limits: { milliseconds: 60_000 }, signal: AbortSignal.timeout(400) }),
    );
    expect(error.name).toBe("AbortError");
  });
});

describe("the process of a reward", () => {
  it("is not left behind when the reward is put away", async () => {
    const reward = await workspace.open(rewardOf("return [1, 1, 1];"));
    expect(childrenOf(process.pid, "sandbox")).toHaveLength(1);
    await reward[Symbol.asyncDispose]();
    expect(childrenOf(process.pid, "sandbox")).toHaveLength(0);
  });

  it("is killed by somebody else: that is said, and the next call works", async () => {
    await using reward = await workspace.open(
      rewardOf("if (samples[0].text === 'wait') await new Promise(() => {}); return [1];"),
      { limits: { milliseconds: 20_000 } },
    );
    const error = errorOf(reward.score([textSample("wait")], never));
    for (const pid of childrenOf(process.pid, "sandbox")) process.kill(pid, "SIGKILL");
    expect((await error).code).toBe("reward-died");
    expect((await error).message).toContain("SIGKILL");
    expect(Array.from(await reward.score([textSample("go")], never))).toEqual([1]);
  });
});

describe.runIf(process.platform === "linux")("a process that is to end with its parent", () => {
  it("goes on without a guard where no file is left to be opened for its pipe", () => {
    const module = join(import.meta.dirname, "../../src/engine/reward/sandbox/dieWithParent.ts");
    const code = `
      import { openSync } from "node:fs";
      import { dieWithParent } from ${JSON.stringify(module)};
      try { for (;;) openSync("/dev/null"); } catch (error) { console.log(error.code); }
      using guard = dieWithParent({ pid: process.pid });
      console.log("goes on");`;
    const limited = ["-c", 'ulimit -n 64; exec "$0" "$@"', process.execPath, "--input-type=module", "-e", code];
    expect(execFileSync("sh", limited, { encoding: "utf8" })).toBe("EMFILE\ngoes on\n");
  });
});

describe("what a reward asked of a model", () => {
  it.each(["sentiment", "toxicity"] as const)("is read no longer than it lives: %s", async (name) => {
    const asked: Promise<unknown>[] = [];
    const known = rewardModels({ embeddedModelFolders: [join(import.meta.dirname, "../../media/models")] });
    const ask = (texts: readonly string[]): Promise<number[]> => {
      const answer = known[name](texts);
      asked.push(answer.catch((error: unknown) => error));
      return answer;
    };
    // Sentences of which none is like another, in more texts than are read in its time.
    const texts =
      "(k) => Array.from({ length: 1600 }, (_, i) => k + ' ' + i + ' is not very good'.repeat(35)).join('. ')";
    await using reward = await workspace.open(
      rewardOf(
        `const all = Array.from({ length: 30 }, (_, k) => models.${name}([(${texts})(k)])); await Promise.all(all); return [0];`,
      ).replace("context", "{ models }"),
      { models: { ...known, [name]: ask } },
    );
    expect(await errorOf(reward.score([textSample("a")], never))).toMatchObject({ code: "reward-timeout" });
    expect(await asked.at(-1)).toMatchObject({ name: "AbortError" });
  });
});

describe.runIf(process.platform === "linux")("the watchdog of a reward that keeps this thread busy", () => {
  /** A model that answers when every process of rewards has been killed, or after half a minute, and lets nothing else run here meanwhile. */
  const busyUntilKilled = (): { readonly models: RewardModels; readonly outcome: { wasKilled?: boolean } } => {
    const outcome: { wasKilled?: boolean } = {};
    const sentiment = (texts: readonly string[]): Promise<number[]> => {
      const begun = performance.now();
      const isThere = (): boolean => childrenOf(process.pid, "sandbox").length > 0;
      while (isThere() && performance.now() - begun < 30_000);
      outcome.wasKilled = !isThere();
      return Promise.resolve(texts.map(() => 0));
    };
    return { models: { ...rewardModels({}), sentiment }, outcome };
  };

  it("ends it when its time is over", async () => {
    const { models, outcome } = busyUntilKilled();
    await using reward = await workspace.open(
      rewardOf('return models.sentiment(["a"]);').replace("context", "{ models }"),
      { models },
    );
    expect(await errorOf(reward.score([textSample("a")], never))).toMatchObject({ code: "reward-timeout" });
    expect(outcome).toEqual({ wasKilled: true });
  });

  it("ends it when it takes more memory than it may", async () => {
    const { models, outcome } = busyUntilKilled();
    const fills =
      'void models.sentiment(["a"]); await new Promise((go) => setTimeout(go, 100)); const all = []; for (;;) all.push(new Uint8Array(2 ** 24).fill(1));';
    await using reward = await workspace.open(rewardOf(fills).replace("context", "{ models }"), {
      models,
      limits: { milliseconds: 60_000 },
    });
    expect(await errorOf(reward.score([textSample("a")], never))).toMatchObject({ code: "reward-memory" });
    expect(outcome).toEqual({ wasKilled: true });
  });
});

describe("an engine that is killed", () => {
  const source = `export default { accepts: "text", async score(samples, { log }) {
    log("looping");
    await new Promise((done) => setTimeout(done, 20));
    for (;;);
  } };`;

  it("takes the processes of its rewards with it, though they loop for ever and see nothing of it", async () => {
    const limits = { milliseconds: 600_000, millisecondsPerSample: 0, memoryMegabytes: 300, allowNetwork: false };
    await using engine = await forkEngine({ rewardFolders: [workspace.folder], reward: limits });
    const pid = engine.child.pid ?? 0;
    const rewards = ["one", "two"].map((name) => file(workspace.write(`${name}.reward.ts`, source)));
    let looping = 0;
    const run = errorOf(engine.run({ rewards }, { onEvent: ({ kind }) => (looping += kind === "log" ? 1 : 0) }));
    await expect.poll(() => looping, { timeout: 30_000 }).toBe(2);
    await new Promise((later) => setTimeout(later, 200));
    const children = [...childrenOf(pid, "sandbox"), ...childrenOf(pid, "/bin/sh")];
    expect(children).toHaveLength(4);
    expect(children.every(isRunning)).toBe(true);
    engine.child.kill("SIGKILL");
    await run;
    await expect.poll(() => children.filter(isRunning), { timeout: 10_000 }).toEqual([]);
  });
});
