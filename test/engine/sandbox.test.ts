/** Rewards in real processes: what works, what cannot be loaded, what is said of one outside of a run. */
import { afterAll, describe, expect, it } from "vitest";
import { checkRewardFile, describeRewardFile } from "../../src/engine/reward/inspectReward.ts";
import { rewardModels } from "../../src/engine/reward/rewardModels.ts";
import { Workspace, errorOf, rewardOf, never, threeSamples as samples } from "../fixtures/rewards/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

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

  it("is not charged for the time that a model of the person's takes, and is for its own", async () => {
    const clip = async (images: readonly unknown[]): Promise<number[]> => {
      await new Promise((done) => setTimeout(done, 2500));
      return images.map(() => 0.5);
    };
    const models = { ...rewardModels({}), clip };
    const image = "{ width: 1, height: 1, data: new Uint8ClampedArray(4), prompt: '' }";
    const ask = `await context.models.clip([${image}], "some-clip")`;
    expect(await workspace.scores(`${ask}; return samples.map(() => 1);`, { models })).toEqual([1, 1, 1]);
    await expect(workspace.scores(`${ask}; for (;;);`, { models })).rejects.toMatchObject({ code: "reward-timeout" });
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
    expect(await workspace.scores("return Float32Array.from(sizes(samples), half);", {}, before)).toEqual([
      1.5, 1.5, 2.5,
    ]);
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
    expect(found.diagnostics).toMatchObject([{ location: { file: path, line: 2 }, severity: "error" }]);
    expect(found.sha256).toBeUndefined();
    const text = "throw new Error('it ran');\nexport default {};";
    expect(await checkRewardFile(path, { settings: workspace.settings(), text })).toEqual({
      diagnostics: [],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      inputs: [path],
    });
  });
});
