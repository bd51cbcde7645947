/** Reward files that are wrong, or go wrong under a run: each a sentence that says what to do. */
import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { Workspace, errorOf, rewardOf, textSample } from "../fixtures/rewards/workspace.ts";
import { builtin, file, forkEngine } from "../support/forkedEngine.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

const never = new AbortController().signal;

describe("two rewards of one name", () => {
  it("are refused before anything is loaded, and the same reward may come twice", async () => {
    await using engine = await forkEngine({ rewardFolders: [workspace.folder] });
    const one = workspace.write("a/mood.reward.ts", rewardOf("return samples.map(() => 1);"));
    const other = workspace.write("b/mood.reward.ts", rewardOf("return samples.map(() => 2);"));
    const error = await errorOf(engine.run({ rewards: [file(one), file(other)] }));
    expect(error.code).toBe("specification-invalid");
    expect(error.message).toBe(
      `Two rewards of this run are named mood: ${one} and ${other}. Nothing would tell them apart: rename a file, or leave one of them out.`,
    );
    const sentiment = workspace.write("sentiment-lexicon.reward.ts", rewardOf("return samples.map(() => 2);"));
    const same = await errorOf(engine.run({ rewards: [builtin("sentiment-lexicon"), file(sentiment)] }));
    expect(same.message).toContain(`named sentiment-lexicon: the built-in one and ${sentiment}`);
    const twice = await engine.run({ rewards: [file(one), file(one, { weight: 2 })], steps: 2 });
    expect(twice.particles[0]?.reward).toBe(3);
  });
});

describe("a reward file", () => {
  it("outside of the workspace is refused", async () => {
    using outside = new Workspace();
    const path = outside.write("far.reward.ts", rewardOf("return [1];"));
    const error = await errorOf(workspace.openFile(path));
    expect(error.code).toBe("reward-untrusted");
    expect(error.message).toBe(
      `The reward ${path} was not run: it lies outside the folders that rewards may come from (${workspace.folder}). Move it there, or open its folder.`,
    );
  });

  it("whose imports go in a circle works, and says what is not there yet where it is used too early", async () => {
    workspace.write("one.ts", 'import { two } from "./two.ts";\nexport const one = () => two;');
    workspace.write(
      "two.ts",
      'import { one } from "./one.ts";\nexport const two = 2;\nexport const again = () => one();',
    );
    await using reward = await workspace.open(rewardOf("return [one()];", 'import { one } from "./one.ts";'));
    expect(Array.from(await reward.score([textSample("x")], never))).toEqual([2]);
    const tooEarly = workspace.write(
      "early.ts",
      'import self from "./test.reward.ts";\nexport const early = self.accepts;',
    );
    const error = await errorOf(
      workspace.open(rewardOf("return [early.length];", 'import { early } from "./early.ts";')),
    );
    expect(error.code).toBe("reward-threw");
    expect(error.message).toMatch(
      /The reward test threw at early\.ts:2:\d+ while loading: .+\. Correct it and run again\./u,
    );
    expect(error.details.location?.file).toBe(tooEarly);
  });

  it("that imports what is not there says what to install or correct", async () => {
    const error = await errorOf(workspace.open('import { x } from "left-pad";\nexport default x;'));
    expect(error.code).toBe("reward-compile");
    expect(error.message).toBe(
      'The reward test cannot be compiled: test.reward.ts:1:19: "left-pad" was not found: run npm install left-pad in the workspace, or correct the name. Correct it and run again.',
    );
  });

  it("of 5 MB is compiled, loaded and asked within the limits of a small one", async () => {
    const lines = Array.from(
      { length: 60_000 },
      (_, i) => `export const n${i} = (x: number): number => x * ${i} + ${"1".repeat(40)};`,
    );
    const source = `${lines.join("\n")}\nawait Promise.resolve();\n${rewardOf("return [n5(1)];")}`;
    expect(source.length).toBeGreaterThan(5e6);
    await using reward = await workspace.open(source, { limits: { milliseconds: 10_000 } });
    expect(Array.from(await reward.score([textSample("x")], never))).toEqual([5 + Number("1".repeat(40))]);
  });

  it("that is deleted during a run goes on as it was, also where its process has to start afresh; the next run says that it is gone", async () => {
    const path = workspace.write("gone.reward.ts", rewardOf('if (samples[0].text === "bad") for (;;);\nreturn [7];'));
    await using reward = await workspace.openFile(path, { limits: { milliseconds: 500 } });
    rmSync(path);
    expect((await errorOf(reward.score([textSample("bad")], never))).code).toBe("reward-timeout");
    expect(Array.from(await reward.score([textSample("good")], never))).toEqual([7]);
    const error = await errorOf(workspace.openFile(path));
    expect(error.code).toBe("reward-missing");
    expect(error.message).toBe(
      `There is no reward file ${path}. It may have been renamed or deleted: choose another reward, or create one with FK Steering: New Reward….`,
    );
  });

  it("with a parameter out of range says what it may be", async () => {
    const source =
      "export default { accepts: 'text', score: () => [1], parameters: { words: { type: 'number', default: 1, min: 0, max: 5 } } };";
    const error = await errorOf(workspace.open(source, { parameters: { words: 6 } }));
    expect(error.code).toBe("specification-invalid");
    expect(error.message).toBe(
      "The parameter words of test is 6, but it must be a number from 0 to 5. Change it and run again.",
    );
  });
});
