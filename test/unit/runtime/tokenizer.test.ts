import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { describe, expect, it } from "vitest";
import { unknownNotice } from "../../../src/engine/models/unknownWords.ts";
import { inspectTextFolder } from "../../../src/runtime/text/textFolder.ts";
import { readCodec } from "./readCodec.ts";
import { fixtures, temporaryFolder } from "./modelFixture.ts";

const tokenizer = (name: string) => readCodec(join(fixtures, name));

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

describe("a protein's tokenizer (ESM's vocab.txt, as facebook/esm2_t6_8M_UR50D is published)", () => {
  it("reads residues one by one, as transformers' EsmTokenizer does, and leaves spaces out between them", async () => {
    await using folder = await temporaryFolder();
    await cp(join(fixtures, "text-esm"), folder.path, { recursive: true });
    await rm(join(folder.path, "tokenizer.json"));
    const tokens = [
      "<cls>",
      "<pad>",
      "<eos>",
      "<unk>",
      ...Array.from("LAGVSERTIDPKQNFYMHWCXBUZO.-"),
      "<null_1>",
      "<mask>",
    ];
    await writeFile(join(folder.path, "vocab.txt"), tokens.join("\n"));
    const codec = await readCodec(folder.path);
    expect(codec).toMatchObject({ maskId: 32, leadIds: [0], trailIds: [2], vocabularySize: 33 });
    expect(codec.bannedIds).toEqual(expect.arrayContaining([0, 1, 3, 31, 32]));
    // What transformers 5.18 makes of each, without its frame.
    const wanted = {
      MKT: [20, 15, 11],
      "M K T": [20, 15, 11],
      mkt: [3],
      MKJT: [20, 15, 3, 11],
      "MK*T": [20, 15, 3, 11],
    };
    for (const [text, ids] of Object.entries(wanted)) expect(codec.encode(text)).toEqual(ids);
    expect(codec.decode([20, 15, 11])).toBe("MKT");
    expect((await inspectTextFolder(folder.path)).files).toContain("vocab.txt");
    expect(unknownNotice(codec, "MKT", "esm")).toBeUndefined();
    expect(unknownNotice(codec, "mkt", "esm")).toBe(
      'esm does not know "m", "k", "t" of the prompt, and reads something unknown there; rewards see what you wrote. It knows them as capitals.',
    );
    expect(unknownNotice(codec, "J", "esm", "the text after the gap")).toMatch(/ "J" of the text after the gap, /u);
    expect(unknownNotice(codec, "MKJT *", "esm")).toMatch(/ "J", "\*" of the prompt, .* wrote\.$/u);
  });
});

describe("a GPT-like tokenizer (byte BPE)", () => {
  it("finds the mask by its spelling, and an end that is also the frame", async () => {
    const codec = await tokenizer("bytes");
    expect(codec).toMatchObject({ maskId: 1, endId: 0, leadIds: [0], trailIds: [0], bannedIds: [1] });
  });

  it("decodes as the library does, characters that several tokens make and parts of such included", async () => {
    const folder = join(import.meta.dirname, "../../../media/models/stories");
    const [description, codec] = [await readFile(join(folder, "tokenizer.json"), "utf8"), await readCodec(folder)];
    const library = new Tokenizer(JSON.parse(description) as object, {});
    const texts = [
      "Once upon a time",
      " naïve café — “Ünïcödé” \u{1f600}\u{1f469}\u200d\u{1f680}",
      "\uFFFD\uFEFFx\n\t日本",
    ];
    const ids = texts.flatMap((text) => codec.encode(text));
    expect(codec.decode(ids)).toBe(texts.join(""));
    for (let from = 0; from < ids.length; from += 1)
      for (const to of [from + 1, from + 2, from + 5])
        expect(codec.decode(ids.slice(from, to))).toBe(
          library.decode(ids.slice(from, to), { clean_up_tokenization_spaces: false }),
        );
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
    expect(await readCodec(folder.path)).toMatchObject({ maskId: 264, vocabularySize: 265 });
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
    await expect(readCodec(folder.path)).rejects.toMatchObject({ code: "model-corrupt" });
    await writeFile(path, "{}");
    await expect(readCodec(folder.path)).rejects.toMatchObject({ code: "model-tokenizer" });
    await writeFile(path, whole.replace('"decoder":{"type":"ByteLevel"', '"decoder":{"type":"Telepathy"'));
    await expect(readCodec(folder.path)).rejects.toMatchObject({ code: "model-tokenizer" });
    await rm(path);
    await expect(readCodec(folder.path)).rejects.toMatchObject({ code: "model-incomplete" });
  });
});

describe("numbers and words of a tokenizer's files", () => {
  /** A tokenizer of whole words, with what is changed in it. */
  async function words(changes: { model?: object; config?: object; added?: object[]; modelConfig?: object }) {
    await using folder = await temporaryFolder();
    const vocab = { "[MASK]": 0, cat: 1, sat: 2, "<|end|>": 3, "[PAD]": 4, "<extra>": 5, "<0x0A>": 6 };
    const description = {
      ...{ added_tokens: changes.added ?? [], normalizer: null, pre_tokenizer: { type: "Whitespace" } },
      ...{ post_processor: null, decoder: null, model: { type: "WordLevel", vocab, ...changes.model } },
    };
    await writeFile(join(folder.path, "tokenizer.json"), JSON.stringify(description));
    await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify(changes.config ?? {}));
    await writeFile(join(folder.path, "config.json"), JSON.stringify(changes.modelConfig ?? {}));
    return await readCodec(folder.path);
  }

  it("says which word a vocabulary of whole words does not know, where it has no token for such", async () => {
    const without = await words({});
    expect(without.decode(without.encode("cat sat"))).toBe("cat sat");
    expect(() => without.encode("the cat")).toThrow(/does not know "the".*no token for unknown words/);
    const withUnknown = await words({ model: { unk_token: "[PAD]" } });
    expect(withUnknown.encode("the cat")).toEqual([4, 1]);
  });

  it("never draws what is spelled or declared as special, and draws bytes", async () => {
    const codec = await words({ config: { extra_special_tokens: ["<extra>"] } });
    expect(codec.bannedIds).toEqual([0, 3, 4, 5]);
    const listed = { "5": { content: "<extra>", special: true } };
    expect((await words({ config: { added_tokens_decoder: listed } })).bannedIds).toEqual([0, 3, 4, 5]);
    expect((await words({})).bannedIds).toEqual([0, 3, 4]);
  });

  it("refuses an id that no vocabulary has, before it makes anything of it", async () => {
    await expect(words({ added: [{ id: 1e9, content: "far" }] })).rejects.toThrow(/a token with the id 1000000000/);
    await expect(words({ model: { vocab: { "[MASK]": 0, far: 4e9 } } })).rejects.toMatchObject({
      code: "model-tokenizer",
    });
    await expect(words({ model: { vocab: { "[MASK]": 0, odd: -1.5 } } })).rejects.toThrow(/whole numbers/);
  });

  it("gives MDLM its mask beyond the tokenizer, and says what to write for a model that may be like it", async () => {
    const vocab = { cat: 0, sat: 1 };
    const mdlm = await words({ model: { vocab }, modelConfig: { model_type: "mdlm", vocab_size: 3 } });
    expect(mdlm).toMatchObject({ maskId: 2, vocabularySize: 3 });
    const unknown = words({ model: { vocab }, modelConfig: { vocab_size: 3 } });
    await expect(unknown).rejects.toThrow(/write "mask_token_id": 2 into config\.json/);
    // What it says works.
    expect(await words({ model: { vocab }, modelConfig: { vocab_size: 3, mask_token_id: 2 } })).toMatchObject({
      maskId: 2,
    });
  });
});
