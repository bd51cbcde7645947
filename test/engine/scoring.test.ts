/** Texts scored outside of a run, in real sandboxes. */
import { afterAll, describe, expect, it } from "vitest";
import { batchHint } from "../../src/engine/scoring/modelAsks.ts";
import { profileReward, scoreTexts } from "../../src/engine/scoring/scoreTexts.ts";
import { call } from "../../src/protocol/call.ts";
import { engineRequest } from "../../src/protocol/engine.ts";
import { Workspace, builtSandbox, errorOf, rewardOf, textSample } from "../fixtures/rewards/workspace.ts";
import { forkEngine } from "../support/forkedEngine.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

const { signal } = new AbortController();
const options = { settings: workspace.settings(), signal, ...builtSandbox };
const fileOf = (body: string) => ({
  source: { kind: "file" as const, path: workspace.write("scored.reward.ts", rewardOf(body)) },
  weight: 1,
  parameters: {},
});
const texts = (count: number) => Array.from({ length: count }, (_, i) => textSample("a".repeat(i)));

describe("texts outside of a run", () => {
  it("are scored in their order, however many, a few hundred at a time", async () => {
    const reward = fileOf("context.log(samples.length); return samples.map((s) => s.text.length);");
    const { scores, log, name, sha256 } = await scoreTexts({ reward, samples: texts(600) }, options);
    expect(scores).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect(log).toEqual(["256", "256", "88"]);
    expect(name).toBe("scored");
    expect(sha256).toMatch(/^[\da-f]{64}$/u);
  });

  it("are scored by built-in rewards, too", async () => {
    const reward = { source: { kind: "builtin" as const, name: "sentiment-lexicon" }, weight: 1, parameters: {} };
    const { scores } = await scoreTexts({ reward, samples: ["I love it", "I hate it"].map(textSample) }, options);
    expect(scores[0]).toBeGreaterThan(scores[1]!);
  });

  it("are not scored by code of an untrusted workspace", async () => {
    await using engine = await forkEngine({ rewardFolders: [workspace.folder], trusted: false });
    const reward = fileOf("return samples.map(() => 0);");
    const error = await errorOf(call(engine.connection, engineRequest("rewards/score"), { reward, samples: texts(1) }));
    expect(error).toMatchObject({ code: "reward-untrusted" });
  });

  it("are refused by a reward that scores images", async () => {
    const path = workspace.write("image.reward.ts", 'export default { accepts: "image", score: () => [1] };');
    const reward = { source: { kind: "file" as const, path }, weight: 1, parameters: {} };
    expect(await errorOf(scoreTexts({ reward, samples: texts(1) }, options))).toMatchObject({ code: "reward-shape" });
  });
});

describe("a profile", () => {
  it("says so when a reward asks a model for one text after the other", async () => {
    const reward = fileOf(
      "const all = []; for (const s of samples) all.push((await context.models.sentiment([s.text]))[0]); return all;",
    );
    const { calls, hint, openingMilliseconds } = await profileReward({ reward, samples: texts(12) }, options);
    expect(calls.map(({ samples, asks, asked }) => [samples, asks, asked])).toEqual([
      [1, 1, 1],
      [12, 12, 12],
      [12, 12, 12],
    ]);
    expect(hint).toContain("scored asked a reward model 12 times for 12 samples");
    expect(openingMilliseconds).toBeGreaterThan(0);
    expect(calls.every(({ milliseconds }) => milliseconds > 0)).toBe(true);
  });

  it("has nothing to say of a reward that asks for all at once, or not at all", async () => {
    const batched = fileOf("return context.models.sentiment(samples.map((s) => s.text));");
    expect(await profileReward({ reward: batched, samples: texts(12) }, options)).toMatchObject({
      hint: undefined,
      calls: [{}, { asks: 1, asked: 12 }, {}],
    });
    const plain = fileOf("return samples.map(() => 1);");
    expect((await profileReward({ reward: plain, samples: texts(12) }, options)).hint).toBeUndefined();
  });

  it.each([
    [{ calls: 8, texts: 8 }, 8, 1, true],
    [{ calls: 16, texts: 16 }, 8, 1, true],
    [{ calls: 8, texts: 64 }, 8, 1, false],
    [{ calls: 2, texts: 16 }, 8, 1, false],
    // A run of one particle and one draw can ask for no more.
    [{ calls: 20, texts: 20 }, 20, 20, false],
  ])("hint for %j over %i samples in %i calls: %s", (asks, samples, calls, isHint) => {
    expect(batchHint("r", { ...asks, seconds: 0 }, samples, calls) !== undefined).toBe(isHint);
  });
});
