/** Fixtures as tests, with real sandboxes, in the engine's process and at the command line. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeRewardFile } from "../../src/engine/reward/inspectReward.ts";
import { testRewardFile } from "../../src/engine/rewardTests/testRewardFile.ts";
import type { RewardTestReport } from "../../src/protocol/rewardTests.ts";
import { call } from "../../src/protocol/call.ts";
import { engineRequest } from "../../src/protocol/engine.ts";
import { rewardTemplates } from "../../src/extension/newReward/rewardTemplates.ts";
import { Workspace, builtSandbox, errorOf } from "../fixtures/rewards/workspace.ts";
import { forkEngine, repository } from "../support/forkedEngine.ts";
import { type Ended, steer } from "../support/steerCommand.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

const rewardOf = (fixtures: string, score: string, more = ""): string => `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  ${more}
  fixtures: ${fixtures},
  score: ${score},
});
`;
const byLength = "(samples, { parameters }) => samples.map(({ text }) => text.length * (parameters.times ?? 1))";

function tested(source: string, chosen?: readonly number[], signal?: AbortSignal): Promise<RewardTestReport> {
  const path = workspace.write("tested.reward.ts", source);
  const request = { path, ...(chosen === undefined ? {} : { fixtures: chosen }) };
  return testRewardFile(request, { settings: workspace.settings(), ...builtSandbox, ...(signal ? { signal } : {}) });
}

describe("the templates of New Reward", () => {
  it.each(rewardTemplates.filter(({ id }) => id !== "image" && id !== "blank"))(
    "$title passes its own fixtures",
    async ({ text }) => {
      const { fixtures } = await tested(text);
      expect(fixtures.length).toBeGreaterThan(0);
      expect(fixtures.filter(({ passed }) => !passed)).toEqual([]);
    },
  );

  it.each(rewardTemplates)("$title can be loaded and says what it wants", async ({ id, text }) => {
    const path = workspace.write(`${id}.reward.ts`, text);
    const { accepts, description } = await describeRewardFile(path, { settings: workspace.settings() });
    expect(accepts).toBe(id === "image" ? "image" : "text");
    expect(description).not.toBe("");
  });
});

describe("a reward's fixtures", () => {
  it("pass or fail with expected, actual, a sentence and their line", async () => {
    const fixtures = `[
    { better: "long", worse: "few" },
    { better: "few", worse: "four" },
    { text: "four", min: 4, max: 4 },
    { text: "five", max: 3 },
  ]`;
    const { reward, fixtures: results, inputs } = await tested(rewardOf(fixtures, byLength));
    expect(reward).toBe("tested");
    expect(inputs).toEqual([join(workspace.folder, "tested.reward.ts")]);
    expect(results.map(({ passed, expected, actual }) => [passed, expected, actual])).toEqual([
      [true, "more than 3", "4"],
      [false, "more than 4", "3"],
      [true, "4", "4"],
      [false, "at most 3", "4"],
    ]);
    expect(results[1]!.message).toBe("“few” should score more than the 4 of “four”, and it scores 3.");
    expect(results[3]!.message).toBe("“five” should score at most 3, and it scores 4.");
    expect(results.map(({ location }) => location?.line)).toEqual([6, 7, 8, 9]);
  });

  it("fail where two scores are level, and show every digit of a near miss", async () => {
    const { fixtures } = await tested(
      rewardOf(
        '[{ better: "a", worse: "b" }, { text: "a", min: 0.3 }]',
        "(samples) => samples.map(() => 0.1 + 0.2 - 1e-12)",
      ),
    );
    expect(fixtures.map(({ passed, actual }) => [passed, actual])).toEqual([
      [false, "0.29999999999900007"],
      [false, "0.29999999999900007"],
    ]);
  });

  it("are scored with their own parameters and prompt, and only those that are asked for", async () => {
    const source = rewardOf(
      '[{ text: "four", min: 4, max: 4 }, { text: "four", min: 8, max: 8, parameters: { times: 2 } }, { text: "four", prompt: "two ", min: 8, max: 8 }]',
      byLength,
      'parameters: { times: { type: "number", default: 1 } },',
    );
    expect((await tested(source)).fixtures.map(({ passed }) => passed)).toEqual([true, true, true]);
    const { fixtures } = await tested(source, [1]);
    expect(fixtures.map(({ index, passed }) => [index, passed])).toEqual([[1, true]]);
  });

  it("of a reward that throws name the line that threw, and leave the others alone", async () => {
    const source = rewardOf(
      '[{ text: "bad", min: 0 }, { text: "good", min: 0 }]',
      `(samples) => samples.map(({ text }) => {
    if (text === "bad") throw new Error("no bad words");
    return text.length;
  })`,
    );
    const { fixtures } = await tested(source);
    expect(fixtures.map(({ passed }) => passed)).toEqual([false, true]);
    expect(fixtures[0]!.message).toContain("no bad words");
    expect(fixtures[0]!.location?.line).toBe(7);
  });

  it("end soon when the reward never does: the rest is not run", async () => {
    const source = rewardOf('[{ text: "a", min: 0 }, { text: "b", min: 0 }]', "() => { for (;;); }");
    const { fixtures } = await tested(source);
    expect(fixtures.map(({ passed }) => passed)).toEqual([false, false]);
    expect(fixtures[0]!.message).toContain("did not finish");
    expect(fixtures[1]!.message).toMatch(/^It was not run, for a fixture before it failed: /);
    expect(fixtures[1]!.milliseconds).toBeLessThan(fixtures[0]!.milliseconds / 10);
  });

  it("that contradict keep the reward from being loaded, with a sentence", async () => {
    const error = await errorOf(tested(rewardOf('[{ text: "a", min: 2 }, { text: "a", max: 1 }]', byLength)));
    expect(error).toMatchObject({ code: "reward-shape" });
    expect(error.message).toContain("fixtures 1 and 2 contradict one another");
  });

  it("stop when they are told to", async () => {
    const stop = AbortSignal.timeout(300);
    const source = rewardOf('[{ text: "a", min: 0 }]', "() => new Promise(() => {})");
    expect((await errorOf(tested(source, undefined, stop))).name).toBe("AbortError");
  });

  it("are not run in an untrusted workspace", async () => {
    const path = workspace.write("tested.reward.ts", rewardOf("[]", byLength));
    await using engine = await forkEngine({ rewardFolders: [workspace.folder], trusted: false });
    const error = await errorOf(call(engine.connection, engineRequest("rewards/test"), { path }));
    expect(error).toMatchObject({ code: "reward-untrusted" });
  });
});

describe("fk-steer test", () => {
  const test = (...args: readonly string[]): Promise<Ended> => steer(workspace.folder, "test", ...args);
  beforeAll(() => {
    workspace.write("good/deep/one.reward.ts", rewardOf('[{ name: "grows", better: "ab", worse: "a" }]', byLength));
    workspace.write("good/none.reward.ts", rewardOf("[]", byLength));
    workspace.write("good/node_modules/p/foreign.reward.ts", "this is not even TypeScript");
    workspace.write("bad/low.reward.ts", rewardOf('[\n    { text: "abc", max: 1 },\n  ]', byLength));
    workspace.write("bad/torn.reward.ts", "export default {\n  accepts: ,\n};");
  });

  it("expands patterns and folders itself, passes over packages, and ends with 0 when all is well", async () => {
    for (const name of ["good/**/*.reward.ts", "good"]) {
      const { code, stdout } = await test(name);
      expect(code).toBe(0);
      expect(stdout).toContain("good/deep/one.reward.ts\n  ✓ grows (2)\n");
      expect(stdout).toContain("good/none.reward.ts\n  – it has no fixtures\n");
      expect(stdout).toContain("1 passed (2 rewards)");
    }
  });

  it("ends with 1 and says where, for a fixture that fails and for a file that does not compile", async () => {
    const { code, stdout } = await test("bad", "good/deep/one.reward.ts");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "  ✗ “abc” scores at most 1\n      “abc” should score at most 1, and it scores 3.\n      at bad/low.reward.ts:6:5",
    );
    expect(stdout).toMatch(/bad\/torn\.reward\.ts\n {2}✗ .*cannot be compiled.*\n {6}at bad\/torn\.reward\.ts:2:12/);
    expect(stdout).toContain("1 passed, 1 failed, 1 reward could not be loaded (3 rewards)");
  });

  it("prints one JSON object for programs", async () => {
    const { code, stdout } = await test("bad/*.reward.ts", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: false,
      rewards: [
        { reward: "low", passed: false, fixtures: [{ expected: "at most 1", actual: "3", location: { line: 6 } }] },
        { passed: false, error: { location: { line: 2 } } },
      ],
    });
  });

  it("says so where nothing matches or nothing is named", async () => {
    expect(await test("nowhere/*.reward.ts")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("No reward file matches") as string,
    });
    expect(await test()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Name the rewards to test") as string,
    });
  });

  it("passes with the examples", async () => {
    const { code, stdout } = await test(join(repository, "examples", "rewards"));
    expect(stdout).not.toContain("✗");
    expect(code).toBe(0);
  });
});
