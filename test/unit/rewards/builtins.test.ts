import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openBuiltinReward } from "../../../src/engine/reward/builtinReward.ts";
import { rewardModels } from "../../../src/engine/reward/rewardModels.ts";
import { readingEase } from "../../../src/rewards/builtin/readability.ts";
import { builtinRewards } from "../../../src/rewards/builtins.ts";
import { textModels } from "../../../src/rewards/models.ts";
import { listModels } from "../../../src/runtime/folders/modelFolders.ts";
import type { ParameterValue, RewardImageSample, RewardTextSample } from "../../../src/rewards/reward.ts";
import { validateDefinition } from "../../../src/rewards/validateDefinition.ts";
import { fixtures } from "../runtime/modelFixture.ts";

const settings = {
  embeddedModelFolders: [join(import.meta.dirname, "../../../media/models")],
  rewardFolders: [],
  trusted: false,
  reward: { milliseconds: 1, millisecondsPerSample: 1, memoryMegabytes: 1, allowNetwork: false },
};
const { signal } = new AbortController();
const written = (generated: string, prefix = ""): RewardTextSample => ({
  text: prefix + generated,
  prefix,
  generated,
  suffix: "",
  prompt: prefix,
});

type Pixel = readonly [red: number, green: number, blue: number];

function image(width: number, height: number, pixel: (x: number, y: number) => Pixel): RewardImageSample {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at += 1) {
    data.set([...pixel(at % width, Math.floor(at / width)), 255], 4 * at);
  }
  return { width, height, data, prompt: "" };
}

async function score(
  name: string,
  texts: readonly (string | RewardTextSample | RewardImageSample)[],
  parameters: Record<string, ParameterValue> = {},
) {
  await using reward = await openBuiltinReward(name, parameters, { settings });
  return Array.from(
    await reward.score(
      texts.map((text) => (typeof text === "string" ? written(text) : text)),
      signal,
    ),
  );
}

describe("every built-in reward", () => {
  it.each([...builtinRewards])(
    "%s is a reward by the rules for users', and works on nothing at all",
    async (name, definition) => {
      expect(validateDefinition(name, { default: definition }).description).not.toBe("");
      // The networks that know prompts are tested where they lie.
      if (["prompt-match", "clip", "aesthetic", "classifier", "likelihood"].includes(name)) return;
      const nothing = definition.accepts === "text" ? "" : image(2, 2, () => [0, 0, 0]);
      expect((await score(name, [nothing])).every(Number.isFinite)).toBe(true);
    },
  );

  it("is named when there is none of that name", async () => {
    await expect(openBuiltinReward("mood", {}, { settings })).rejects.toMatchObject({
      code: "reward-missing",
      message: expect.stringContaining("sentiment-lexicon, length") as string,
    });
  });
});

describe("sentiment-lexicon", () => {
  it("orders moods, sees negation, and stays in [−1, 1]", async () => {
    const [good, bad, not, none] = await score("sentiment-lexicon", [
      "I love this happy day!",
      "I hate this awful day.",
      "I do not love this day.",
      "The table.",
    ]);
    expect(good).toBeGreaterThan(0.5);
    expect(bad).toBeLessThan(-0.5);
    expect(not).toBeLessThan(0);
    expect(none).toBe(0);
  });

  it("is the mean over sentences, so that a long text does not saturate", async () => {
    const [one, two, both] = await score("sentiment-lexicon", [
      "I love this happy day!",
      "The table.",
      "I love this happy day! The table.",
    ]);
    expect(both).toBeCloseTo((one! + two!) / 2, 12);
    expect(await score("sentiment-lexicon", [""])).toEqual([0]);
  });

  it("takes no longer than a second for words of any length", async () => {
    const started = performance.now();
    await textModels.sentiment([`${"A".repeat(20_000)}b`]);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("length", () => {
  it("is 0 at the target and falls off on both sides", async () => {
    expect(await score("length", ["abcd", "ab", "abcdef"], { target: 4 })).toEqual([0, -0.5, -0.5]);
    expect(await score("length", ["one two", "one"], { target: 2, unit: "words" })).toEqual([0, -0.5]);
  });

  it("counts what was written, not the prompt, and an emoji as one", async () => {
    expect(await score("length", [written("😀😀", "a long prompt")], { target: 2 })).toEqual([0]);
  });
});

describe("contains", () => {
  it("is the share of the words that were written, as whole words, in any case", async () => {
    expect(
      await score("contains", ["The Dragon and the cat", "a cat", "dragons, catalogue"], { words: "dragon, cat" }),
    ).toEqual([1, 0.5, 0]);
  });

  it("does not count the prompt", async () => {
    expect(await score("contains", [written(" sleeps", "The dragon")], { words: "dragon" })).toEqual([0]);
  });

  it("takes a word literally, also one with marks", async () => {
    expect(await score("contains", ["C++ is old", "C is old"], { words: "C++" })).toEqual([1, 0]);
  });

  it("takes /pattern/flags", async () => {
    expect(await score("contains", ["A dragon", "a DRAGON", "dog"], { words: "/dragons?/" })).toEqual([1, 0, 0]);
    expect(await score("contains", ["A dragon", "a DRAGON", "dog"], { words: "/dragons?/gi" })).toEqual([1, 1, 0]);
  });

  it.each([
    ["", /no word/u],
    [" , ", /no word/u],
    ["/(/", /no regular expression/u],
    ["/a/q", /no regular expression/u],
  ])("refuses %j", async (words, message) => {
    await expect(score("contains", ["x"], { words })).rejects.toThrow(message);
  });

  it("ends a pattern that backtracks for ever", async () => {
    const started = performance.now();
    await expect(score("contains", [`${"a".repeat(60)}!`], { words: "/^(a+)+$/" })).rejects.toMatchObject({
      code: "reward-timeout",
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe("readability", () => {
  it("agrees with Flesch's own arithmetic", () => {
    // 6 words, 1 sentence, 6 syllables; 4 words, 2 sentences, 11 syllables.
    expect(readingEase("The cat sat on the mat.")).toBeCloseTo(206.835 - 1.015 * 6 - 84.6, 6);
    expect(readingEase("Extraordinary. Universities deliberate quietly")).toBeLessThan(0);
  });

  it("prefers what is near the target", async () => {
    const [easy, hard] = await score("readability", [
      "The cat sat. The dog ran.",
      "Institutional considerations necessitate deliberation.",
    ]);
    expect(easy).toBeGreaterThan(hard ?? 0);
    const [easy30, hard30] = await score(
      "readability",
      ["The cat sat. The dog ran.", "Academic considerations are often difficult reading for children."],
      { target: 0 },
    );
    expect(hard30).toBeGreaterThan(easy30 ?? 0);
  });
});

const black = image(8, 8, () => [0, 0, 0]);
const white = image(8, 8, () => [255, 255, 255]);
const halves = image(8, 8, (x) => (x < 4 ? [0, 0, 0] : [255, 255, 255]));
/** The same for every run, and no two neighbours alike. */
const noisy = image(16, 16, (x, y) => [(x * 97 + y * 57) % 256, (x * 31 + y * 193) % 256, (x * 211 + y * 17) % 256]);

describe("brightness", () => {
  it("is nearness to the target", async () => {
    expect(await score("brightness", [black, halves, white])).toEqual([0, 0.5, expect.closeTo(1, 9)]);
    expect(await score("brightness", [black, white], { target: 0 })).toEqual([1, expect.closeTo(0, 9)]);
  });
});

describe("contrast", () => {
  it("is 0 for one grey, 1 for half black and half white", async () => {
    const [flat, most] = await score("contrast", [white, halves]);
    expect(flat).toBeCloseTo(0, 9);
    expect(most).toBeCloseTo(1, 9);
  });
});

describe("colour", () => {
  it("is the share that has it, by name and by number", async () => {
    const quarter = image(4, 4, (x, y) => (x < 2 && y < 2 ? [220, 40, 40] : [255, 255, 255]));
    expect(await score("colour", [quarter])).toEqual([0.25]);
    expect(await score("colour", [quarter], { colour: "#dc2828", distance: 0 })).toEqual([0.25]);
    expect(await score("colour", [quarter], { colour: "blue" })).toEqual([0]);
  });

  it("says which colours it knows when it is asked for another", async () => {
    await expect(score("colour", [white], { colour: "mauve" })).rejects.toMatchObject({
      code: "specification-invalid",
      message: expect.stringMatching(/"mauve" is no colour.*red, orange.*#rrggbb/) as string,
    });
  });
});

describe("compressibility", () => {
  it("is 1 for one colour, and falls with what there is to tell", async () => {
    const [flat, two, noise] = await score("compressibility", [white, halves, noisy]);
    expect(flat).toBeCloseTo(1, 9);
    expect(two).toBeLessThan(1);
    expect(noise).toBeLessThan(two!);
    expect(noise).toBeGreaterThanOrEqual(0);
  });

  it("can be turned round", async () => {
    const [flat, noise] = await score("compressibility", [white, noisy], { wanted: "intricate" });
    expect(noise).toBeGreaterThan(flat!);
  });
});

describe("clip", () => {
  const withModels = { ...settings, modelFolders: [fixtures] };
  const opened = (model: string) => openBuiltinReward("clip", { model }, { settings: withModels });

  it("is CLIPScore without its floor: 2.5 times what models.clip gives", async () => {
    const images = [white, halves].map((one) => ({ ...one, prompt: "two cats" }));
    await using reward = await opened("tiny-clip");
    const cosines = await rewardModels(withModels).clip(images, "tiny-clip");
    expect(Array.from(await reward.score(images, signal))).toEqual(cosines.map((cosine) => 2.5 * cosine));
    expect(cosines[0]).not.toBe(cosines[1]);
  });

  it("is another reward by another model, as a run file has it, and the same by another name of it", async () => {
    await using whole = await opened("tiny-clip");
    await using split = await opened("tiny-clip-split");
    await using path = await opened(join(fixtures, "tiny-clip"));
    expect(split.sha256).not.toBe(whole.sha256);
    expect(path.sha256).toBe(whole.sha256);
  });

  it.each([
    ["", "specification-invalid", /^No CLIP model is named/],
    ["nowhere", "model-missing", /no CLIP model "nowhere"/],
    [join(fixtures, "tiny-sd"), "model-incomplete", /lacks preprocessor_config\.json/],
  ])("is refused when it is opened, at its parameter: %j", async (model, code, message) => {
    await expect(opened(model)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
      details: { reward: "clip", field: "parameters.model" },
    });
  });
});

describe("rewards by readers in folders", () => {
  const readers = join(fixtures, "../readers");
  const withModels = { ...settings, modelFolders: [readers] };
  const texts = ["the cat sat on the mat", "a very bad day"];
  const samples = texts.map((text) => written(text));

  it("classifier is the probability of a label, or its margin", async () => {
    await using share = await openBuiltinReward(
      "classifier",
      { model: "moods", label: "glad" },
      { settings: withModels },
    );
    const asked = rewardModels(withModels);
    expect(Array.from(await share.score(samples, signal))).toEqual(await asked.classify(texts, "moods", { label: 2 }));
    const leads = { model: "moods", label: "glad", measure: "margin" };
    await using margin = await openBuiltinReward("classifier", leads, { settings: withModels });
    const [first] = await margin.score(samples, signal);
    expect(first).toBeCloseTo(Math.log(0.13599041 / (1 - 0.13599041)), 4);
  });

  it("likelihood is a language model's, and another model's is another reward", async () => {
    await using reward = await openBuiltinReward("likelihood", { model: "writer" }, { settings: withModels });
    const scores = await reward.score(samples, signal);
    expect(Math.max(...scores)).toBeLessThan(0);
    await using other = await openBuiltinReward("classifier", { model: "stars" }, { settings: withModels });
    expect(reward.sha256).not.toBe(other.sha256);
  });

  it("aesthetic is what a head on a CLIP says, and names its folder where there is none", async () => {
    const settingsOf = { ...settings, modelFolders: [join(fixtures, "../models")] };
    await using reward = await openBuiltinReward("aesthetic", { model: "tiny-clip" }, { settings: settingsOf });
    const [light, dark] = [image(4, 4, () => [250, 250, 250]), image(4, 4, () => [5, 5, 5])];
    const [a, b, again] = await reward.score([light, dark, light], signal);
    expect(again).toBe(a);
    expect(b).not.toBe(a);
    await expect(openBuiltinReward("aesthetic", { model: "" }, { settings: settingsOf })).rejects.toMatchObject({
      details: { field: "parameters.model" },
    });
  });

  it.each([
    ["classifier", { model: "" }, "model", /^No text classifier is named/],
    [
      "classifier",
      { model: "writer" },
      "model",
      /no text classifier "writer"\. In the model folders there is moods, stars, traits\./,
    ],
    ["classifier", { model: "moods" }, "label", /has 3 labels, and none is named\. Name one of sad, neutral, glad/],
    ["likelihood", { model: join(readers, "moods") }, "model", /its logits have 2 dimensions, and not 3/],
  ])("%s is refused when it is opened, at its parameter: %o", async (name, parameters, field, message) => {
    await expect(openBuiltinReward(name, parameters, { settings: withModels })).rejects.toMatchObject({
      message: expect.stringMatching(message) as string,
      details: { field: `parameters.${field}` },
    });
  });

  it("are no models that a run can be of", async () => {
    expect((await listModels([readers])).map(({ name }) => name)).toEqual(["writer"]);
  });
});

it("refuses a parameter that makes no sense when it is opened, not when it scores", async () => {
  await expect(openBuiltinReward("contains", { words: " , " }, { settings })).rejects.toMatchObject({
    details: { field: "parameters.words" },
  });
});
