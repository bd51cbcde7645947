import { describe, expect, it } from "vitest";
import { conventionNotes, conventionsOf } from "../../../src/runtime/text/conventions.ts";

const of = (config: object, generation = {}, tokenizer = {}) =>
  conventionsOf({ config: { ...config }, generation, tokenizer });

describe("whether logits speak of the next place", () => {
  it("is the family's word, the file's before it, and the person's before both", () => {
    const dream = { model_type: "Dream" };
    expect(of(dream).shift).toEqual({ value: true, source: "the family Dream" });
    expect(of(dream, { right_shift_logits: false }).shift).toEqual({ value: false, source: "generation_config.json" });
    expect(of({ ...dream, right_shift_logits: true }, { right_shift_logits: false }).shift?.value).toBe(true);
    expect(of({ ...dream, right_shift_logits: true, fk_steering: { shift: false } }).shift?.value).toBe(false);
  });

  it("is no for a masked language model, and asked of the weights where nobody says", () => {
    expect(of({ model_type: "new", architectures: ["NewForMaskedLM"] }).shift?.value).toBe(false);
    expect(of({ model_type: "gpt2", architectures: ["DiscreteDiffusionModel"] }).shift).toBeUndefined();
    expect(conventionNotes(of({ model_type: "gpt2" }))[0]).toMatch(/asked of the weights/);
  });
});

describe("a window", () => {
  it.each([
    ["LLaDA's", { model_type: "llada", max_sequence_length: 4096 }, 4096],
    ["GPT-2's", { n_positions: 1024 }, 1024],
    [
      "RoBERTa's, whose positions begin after the padding",
      { model_type: "roberta", max_position_embeddings: 514 },
      512,
    ],
    ["MPNet's", { model_type: "mpnet", max_position_embeddings: 514, pad_token_id: 1 }, 512],
    ["BERT's", { model_type: "bert", max_position_embeddings: 512 }, 512],
    ["the smaller of two", { max_position_embeddings: 512, length: 128 }, 128],
    ["the person's own", { max_position_embeddings: 512, fk_steering: { window: 1000 } }, 1000],
    ["none", {}, 512],
    ["of nonsense", { max_position_embeddings: 4e9, n_positions: -1, max_length: "long" }, 512],
  ])("is %s", (_, config, tokens) => {
    expect(of(config, {}, { model_max_length: 1e30 }).window.value).toBe(tokens);
  });

  it("says from where it is", () => {
    expect(conventionNotes(of({ model_type: "camembert", max_position_embeddings: 514 }))).toEqual([
      "window 512 (max_position_embeddings − pad − 1)",
    ]);
  });
});
