import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTokenizer } from "../../../src/runtime/text/tokenizer.ts";
import { fixtures, temporaryFolder } from "./modelFixture.ts";

const tokenizer = (name: string) => readTokenizer(join(fixtures, name));

describe("a BERT-like tokenizer (WordPiece)", () => {
  it("finds the mask, the frame and what must not be drawn", async () => {
    const codec = await tokenizer("wordpiece");
    expect(codec).toMatchObject({ maskId: 5, endId: undefined, leadIds: [3], trailIds: [4], vocabularySize: 28 });
    expect(codec.bannedIds).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("joins word pieces again", async () => {
    const codec = await tokenizer("wordpiece");
    expect(codec.decode(codec.encode("Runs, running on the mat."))).toBe("runs, running on the mat.");
  });
});

describe("a GPT-like tokenizer (byte BPE)", () => {
  it("finds the mask by its spelling, and an end that is also the frame", async () => {
    const codec = await tokenizer("bytes");
    expect(codec).toMatchObject({ maskId: 1, endId: 0, leadIds: [0], trailIds: [0], bannedIds: [1] });
  });

  it("gives back every letter and every space", async () => {
    const codec = await tokenizer("bytes");
    for (const text of ["  two  spaces \n\t", "don 't . !", "naïve 😀"])
      expect(codec.decode(codec.encode(text))).toBe(text);
  });
});

describe("a RoBERTa-like tokenizer (Unigram)", () => {
  it("takes an end that is also the separator for a frame", async () => {
    const codec = await tokenizer("unigram");
    expect(codec).toMatchObject({ maskId: 17, endId: undefined, leadIds: [0], trailIds: [2] });
    expect(codec.bannedIds).toEqual([0, 1, 2, 3, 17]);
  });
});

describe("any tokenizer", () => {
  it("decodes nothing to nothing, and special tokens to nothing", async () => {
    const codec = await tokenizer("bytes");
    expect(codec.decode([])).toBe("");
    expect(codec.decode([0, 1, 0])).toBe("");
  });

  it.each(["wordpiece", "bytes", "unigram"])(
    "takes special tokens in a person's text for letters (%s)",
    async (name) => {
      const codec = await tokenizer(name);
      const ids = codec.encode("the [MASK] <mask> <|mask|> <|endoftext|> </s> cat");
      expect(ids).not.toContain(codec.maskId);
      expect(ids).not.toContain(codec.endId ?? -1);
      expect(ids).not.toContain(codec.trailIds[0]);
    },
  );

  it("finds a mask that only config.json names, beyond the tokenizer's vocabulary", async () => {
    await using folder = await temporaryFolder();
    await cp(join(fixtures, "maskless"), folder.path, { recursive: true });
    await writeFile(join(folder.path, "config.json"), JSON.stringify({ mask_token_id: 264, eos_token_id: 0 }));
    expect(await readTokenizer(folder.path)).toMatchObject({ maskId: 264, vocabularySize: 265, bannedIds: [264] });
  });
});

describe("a tokenizer that cannot be used", () => {
  it("is refused without a mask token, with what to do", async () => {
    await expect(tokenizer("maskless")).rejects.toMatchObject({
      code: "model-tokenizer",
      message: expect.stringMatching(/has no mask token.*Choose a model with one/) as string,
    });
  });

  it("is refused when it is no JSON, no tokenizer, or not there", async () => {
    await using folder = await temporaryFolder();
    await cp(join(fixtures, "bytes"), folder.path, { recursive: true });
    const path = join(folder.path, "tokenizer.json");
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.slice(0, 1000));
    await expect(readTokenizer(folder.path)).rejects.toMatchObject({ code: "model-corrupt" });
    await writeFile(path, "{}");
    await expect(readTokenizer(folder.path)).rejects.toMatchObject({ code: "model-tokenizer" });
    await writeFile(path, whole.replace('"decoder":{"type":"ByteLevel"', '"decoder":{"type":"Telepathy"'));
    await expect(readTokenizer(folder.path)).rejects.toMatchObject({ code: "model-tokenizer" });
    await rm(path);
    await expect(readTokenizer(folder.path)).rejects.toMatchObject({ code: "model-incomplete" });
  });
});
