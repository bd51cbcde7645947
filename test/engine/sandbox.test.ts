/** Rewards as people get them wrong, in real processes: each ends in one clear error, and the next call works. */
import { readFileSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkRewardFile, describeRewardFile } from "../../src/engine/reward/inspectReward.ts";
import type { OpenReward } from "../../src/engine/reward/opened.ts";
import { Workspace, errorOf, rewardOf, textSample } from "../fixtures/rewards/workspace.ts";
import type { OpenOptions } from "../fixtures/rewards/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

const never = new AbortController().signal;
const samples = ["one", "two", "three"].map(textSample);

/** What becomes of scoring three samples with a reward of this body. */
async function scoreWith(body: string, options?: OpenOptions, before?: string) {
  await using reward = await workspace.open(rewardOf(body, before), options);
  return Array.from(await reward.score(samples, never));
}

describe("a reward that works", () => {
  it("scores in the order of the samples, with parameters, models and log lines", async () => {
    const lines: string[] = [];
    await using reward = await workspace.open(
      `import { defineReward } from "fk-steering";
       export default defineReward({
         accepts: "text",
         description: "Test",
         parameters: { times: { type: "number", default: 2, min: 0 } },
         async score(samples, { models, parameters, log }) {
           const mood = await models.sentiment(["good", "bad"]);
           log("mood", mood.map(Math.sign));
           console.log("via console");
           return samples.map((s) => s.text.length * parameters.times);
         },
       });`,
      { parameters: { times: 3 }, onLog: (line) => lines.push(line) },
    );
    expect(reward.info).toMatchObject({ name: "test", accepts: "text", description: "Test", hardConstraint: false });
    expect(reward.sandboxed).toBe(true);
    expect(reward.parameters).toEqual({ times: 3 });
    expect(reward.sha256).toMatch(/^[0-9a-f]{64}$/u);
    expect(Array.from(await reward.score(samples, never))).toEqual([9, 9, 15]);
    expect(lines).toEqual(["mood [ 1, -1 ]", "via console"]);
  });

  it("may give −∞ as a hard constraint", async () => {
    await using reward = await workspace.open(
      "export default { accepts: 'text', hardConstraint: true, score: (s) => s.map((x) => (x.text === 'two' ? -Infinity : 0)) };",
    );
    expect(Array.from(await reward.score(samples, never))).toEqual([0, -Infinity, 0]);
  });

  it("may give a typed array, and be in a package that it imports", async () => {
    workspace.write("node_modules/lib/package.json", '{ "name": "lib", "main": "index.js" }');
    workspace.write("node_modules/lib/index.js", "module.exports = { half: (x) => x / 2 };");
    workspace.write("helper.ts", "export const sizes = (all: { text: string }[]) => all.map((s) => s.text.length);");
    const before = 'import { half } from "lib";\nimport { sizes } from "./helper.ts";';
    expect(await scoreWith("return Float32Array.from(sizes(samples), half);", {}, before)).toEqual([1.5, 1.5, 2.5]);
  });
});

describe("a reward that cannot be loaded", () => {
  const load = async (source: string) => errorOf(workspace.open(source));

  it("is missing", async () => {
    const error = await errorOf(workspace.openFile(`${workspace.folder}/nowhere.reward.ts`));
    expect(error.code).toBe("reward-missing");
    expect(error.message).toContain("nowhere.reward.ts");
  });

  it("is refused in an untrusted workspace, though the file is fine", async () => {
    const error = await errorOf(workspace.open(rewardOf("return [1]"), { trusted: false }));
    expect(error.code).toBe("reward-untrusted");
    expect(error.message).toContain("not trusted");
  });

  it("does not compile: the error has the place", async () => {
    const error = await load("export default {\n  accepts: 'text',,\n};");
    expect(error.code).toBe("reward-compile");
    expect(error.details.location).toEqual({ file: `${workspace.folder}/test.reward.ts`, line: 2, column: 19 });
  });

  it("exports no reward", async () => {
    const error = await load("export const reward = { accepts: 'text', score: () => [] };");
    expect(error.code).toBe("reward-shape");
    expect(error.message).toMatch(/test is not a reward yet: it exports reward, but has no default export/u);
  });

  it("throws while it loads: the error has the user's line", async () => {
    const error = await load("const a: number = 1;\n\nthrow new Error('at load ' + a);\nexport default {};");
    expect(error.code).toBe("reward-threw");
    expect(error.message).toContain("at load 1");
    expect(error.details.location).toEqual({ file: `${workspace.folder}/test.reward.ts`, line: 3, column: 7 });
  });

  it("loops for ever while it loads", async () => {
    const error = await errorOf(workspace.open("for (;;);\nexport default {};", { limits: { milliseconds: 300 } }));
    expect(error.code).toBe("reward-timeout");
    expect(error.message).toContain("loading");
  });

  it("never finishes loading", async () => {
    const error = await errorOf(
      workspace.open("await new Promise(() => {});\nexport default {};", { limits: { milliseconds: 300 } }),
    );
    expect(error.code).toBe("reward-timeout");
  });

  it("has parameters that the run does not know, or that are out of range", async () => {
    const source =
      "export default { accepts: 'text', score: () => [], parameters: { n: { type: 'number', default: 1, max: 5 } } };";
    const unknown = await errorOf(workspace.open(source, { parameters: { m: 1 } }));
    expect(unknown.code).toBe("specification-invalid");
    expect(unknown.message).toContain("n");
    const outOfRange = await errorOf(workspace.open(source, { parameters: { n: 6 } }));
    expect(outOfRange.message).toContain("a number of at most 5");
    expect(outOfRange.details.field).toBe("parameters.n");
  });
});

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
    const error = await errorOf(scoreWith("return deep('deep');", {}, 'import { deep } from "./deep.ts";'));
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
    expect(sandboxesOfThisProcess()).toHaveLength(1);
    await reward[Symbol.asyncDispose]();
    expect(sandboxesOfThisProcess()).toHaveLength(0);
  });

  it("is killed by somebody else: that is said, and the next call works", async () => {
    await using reward = await workspace.open(
      rewardOf("if (samples[0].text === 'wait') await new Promise(() => {}); return [1];"),
      { limits: { milliseconds: 20_000 } },
    );
    const error = errorOf(reward.score([textSample("wait")], never));
    for (const pid of sandboxesOfThisProcess()) process.kill(pid, "SIGKILL");
    expect((await error).code).toBe("reward-died");
    expect((await error).message).toContain("SIGKILL");
    expect(Array.from(await reward.score([textSample("go")], never))).toEqual([1]);
  });
});

describe("a reward outside of a run", () => {
  it("is described: what it accepts and which parameters it has", async () => {
    const source =
      "export default { accepts: 'image', description: 'D', score: () => [], parameters: { n: { type: 'number', default: 1 } } };";
    const path = workspace.write("described.reward.ts", source);
    expect(await describeRewardFile(path, { settings: workspace.settings() })).toEqual({
      name: "described",
      source: { kind: "file", path },
      accepts: "image",
      description: "D",
      hardConstraint: false,
      parameters: { n: { type: "number", default: 1 } },
    });
  });

  it("is checked without being run", async () => {
    const path = workspace.write("checked.reward.ts", "throw new Error('it ran');\nexport default (;");
    const found = await checkRewardFile(path, { settings: workspace.settings() });
    expect(found).toMatchObject([{ location: { file: path, line: 2 }, severity: "error" }]);
    const text = "throw new Error('it ran');\nexport default {};";
    expect(await checkRewardFile(path, { settings: workspace.settings(), text })).toEqual([]);
  });
});

/** Process ids of sandboxes that this process started. */
function sandboxesOfThisProcess(): number[] {
  return readdirSync("/proc")
    .filter((entry) => {
      try {
        const [, rest = ""] = readFileSync(`/proc/${entry}/stat`, "utf8").split(") ");
        const isChild = rest.split(" ")[1] === String(process.pid) && !rest.startsWith("Z");
        return isChild && readFileSync(`/proc/${entry}/cmdline`, "utf8").includes("sandbox");
      } catch {
        return false;
      }
    })
    .map(Number);
}
