/** Rewards as people get them wrong, in real processes: each ends in one clear error, and the next call works. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenReward } from "../../src/engine/reward/opened.ts";
import {
  Workspace,
  errorOf,
  rewardOf,
  textSample,
  never,
  threeSamples as samples,
} from "../fixtures/rewards/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

describe("a reward that scores wrongly", () => {
  const results = [
    ["return [1, 2];", "reward-result", /2 numbers for 3 samples/u],
    ["return;", "reward-result", /undefined instead of a list/u],
    ["return 'abc';", "reward-result", /the text "abc" instead of a list/u],
    ["return ['1', '2', '3'];", "reward-result", /the text "1" for sample 0/u],
    ["return [1, , 3];", "reward-result", /undefined for sample 1/u],
    ["return [1, 2n, 3];", "reward-result", /a bigint for sample 1/u],
    ["return { length: 1e9 };", "reward-result", /1000000000 numbers for 3 samples/u],
    ["return [1, NaN, 3];", "reward-not-finite", /NaN for sample 1/u],
    ["return [1, 2, Infinity];", "reward-not-finite", /Infinity for sample 2/u],
    ["return [1, 2, -Infinity];", "reward-not-finite", /hardConstraint/u],
    [
      "return new Proxy([1, 2, 3], { get(of, name) { if (name === '1') throw new Error('no'); return of[name]; } });",
      "reward-result",
      /sample 1 of its result cannot be read/u,
    ],
  ] as const;
  const throws = [
    ["throw null;", /null/u],
    ["throw { get message() { throw 1 } };", /\[object Object\]/u],
    ["throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } });", /cannot be shown/u],
    ["throw new DOMException('stop', 'AbortError');", /AbortError: stop/u],
    ["const f = () => f(); f();", /Maximum call stack/u],
    ["process.exit(0);", /process\.exit is not for rewards/u],
    [
      "Promise.reject(new Error('left behind')); await new Promise((r) => setTimeout(r, 500)); return [1, 2, 3];",
      /left behind/u,
    ],
    [
      "setTimeout(() => { throw new Error('from a timer') }, 1); await new Promise((r) => setTimeout(r, 500)); return [1, 2, 3];",
      /from a timer/u,
    ],
  ] as const;
  /** One process for all: each mistake leaves it able to go on. */
  const bodies = [...results, ...throws].map(([body]) => `async () => { ${body} }`);
  let reward: OpenReward;
  beforeAll(async () => {
    reward = await workspace.open(rewardOf(`return await [${bodies.join(",\n")}][Number(samples[0].prompt)]();`));
  });
  afterAll(() => reward[Symbol.asyncDispose]());
  const scoreCase = (index: number) =>
    errorOf(
      reward.score(
        samples.map((sample) => ({ ...sample, prompt: String(index) })),
        never,
      ),
    );

  it.each(results.map((row, i) => [i, ...row] as const))(
    "%d returns what is no score: %s",
    async (i, _, code, message) => {
      const error = await scoreCase(i);
      expect(error.code).toBe(code);
      expect(error.message).toMatch(message);
      expect(error.message).toContain("test");
    },
  );

  it.each(throws.map((row, i) => [results.length + i, ...row] as const))(
    "%d throws anything: %s",
    async (i, _, message) => {
      const error = await scoreCase(i);
      expect(error.code).toBe("reward-threw");
      expect(error.message).toMatch(message);
    },
  );

  it("throws: the error has the user's own file and line, through its imports", async () => {
    const file = workspace.write(
      "deep.ts",
      "export function deep(x: unknown): never {\n  throw new RangeError('too ' + x);\n}",
    );
    const error = await errorOf(workspace.scores("return deep('deep');", {}, 'import { deep } from "./deep.ts";'));
    expect(error.code).toBe("reward-threw");
    expect(error.message).toContain("RangeError: too deep");
    expect(error.message).toContain("deep.ts:2:9");
    expect(error.details.location).toEqual({ file, line: 2, column: 9 });
    expect(error.details["stack"]).not.toContain("serve");
  });
});

describe("a reward that runs away", () => {
  const limits = { milliseconds: 300 };
  /** Fails when a sample says so, so that the same reward can be asked again. */
  const once = (body: string) => rewardOf(`if (samples[0].text === "bad") { ${body} }\nreturn samples.map(() => 7);`);

  it.each([
    ["loops for ever", "for (;;);", "reward-timeout", {}],
    ["gives a promise that never settles", "await new Promise(() => {});", "reward-timeout", {}],
    ["gives a thenable that never settles", "return { then() {} };", "reward-timeout", {}],
    ["backtracks for ever", "/^(a+)+$/.test('a'.repeat(50) + '!');", "reward-timeout", {}],
    [
      "fills buffers",
      "const all = []; for (;;) all.push(new Uint8Array(2 ** 24).fill(1));",
      "reward-memory",
      { milliseconds: 20_000 },
    ],
    [
      "fills the heap",
      "const all = []; for (;;) all.push({ a: [1, 2, 3] });",
      "reward-memory",
      { milliseconds: 20_000 },
    ],
  ] as const)("%s: it is stopped, and started afresh for the next call", async (_, body, code, more) => {
    await using reward = await workspace.open(once(body), { limits: { ...limits, ...more } });
    const error = await errorOf(reward.score([textSample("bad")], never));
    expect(error.code).toBe(code);
    expect(error.message).toContain("test");
    expect(Array.from(await reward.score([textSample("good")], never))).toEqual([7]);
  });

  it("leaves timers and rejections behind: the next call works, and a log line tells", async () => {
    const lines: string[] = [];
    await using reward = await workspace.open(
      rewardOf(
        "setTimeout(() => { throw new Error('late') }, 5); setInterval(() => {}, 1); return samples.map(() => 1);",
      ),
      { onLog: (line) => lines.push(line) },
    );
    await reward.score(samples, never);
    await expect.poll(() => lines).toEqual(["threw after it had answered: late"]);
    expect(Array.from(await reward.score(samples, never))).toEqual([1, 1, 1]);
  });

  it("logs 100 MB and more lines than anyone reads: both are cut", async () => {
    const lines: string[] = [];
    await using reward = await workspace.open(
      rewardOf(
        "context.log('x'.repeat(1e8)); for (let i = 0; i < 1e4; i++) context.log(i); return samples.map(() => 1);",
      ),
      { onLog: (line) => lines.push(line), limits: { memoryMegabytes: 512, milliseconds: 5000 } },
    );
    await reward.score(samples, never);
    expect(lines.length).toBe(1000);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(10_001);
    expect(lines.at(-1)).toContain("left out");
  });
});
