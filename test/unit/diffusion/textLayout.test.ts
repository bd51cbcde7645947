import { describe, expect, it } from "vitest";
import { layOut, type LayoutOptions } from "../../../src/diffusion/textLayout.ts";
import { id, maskId, wordCodec, words } from "./letterCodec.ts";

const lay = (prefix: string, suffix = "", change: Partial<LayoutOptions> = {}) =>
  layOut({ prompt: prefix, prefix, suffix }, { codec: wordCodec(), maxLength: 10, endFill: true, ...change });
const show = (tokens: Int32Array): string =>
  Array.from(tokens, (each) => (each === maskId ? "_" : words[each] || "|")).join("");

describe("the layout of a text", () => {
  it("runs from the prefix to the model's full length where the model ends texts itself", () => {
    const { template, places, endId } = lay("Once upon");
    expect(show(template)).toBe("|Once upon______|");
    expect([...places]).toStrictEqual([3, 4, 5, 6, 7, 8]);
    expect(endId).toBe(0);
  });

  it("fills up with ends behind a length", () => {
    expect(show(lay("Once upon", "", { length: 2 }).template)).toBe("|Once upon__|||||");
    expect(show(lay("Once upon", "", { length: 99 }).template)).toBe("|Once upon______|");
  });

  it("has a gap without ends before a suffix, and the fill behind it", () => {
    const { template, endId, bannedIds } = lay("Once", " end.", { length: 3 });
    expect(show(template)).toBe("|Once___ end.|||");
    expect(endId).toBeUndefined();
    expect(bannedIds).toContain(0);
  });

  it("takes what is free for a gap of no given length", () => {
    expect(show(lay("Once", " end.").template)).toBe("|Once_____ end.|");
    expect(lay("Once", " end.", { maxLength: 100 }).places).toHaveLength(24);
  });

  it("is only as long as it must be for a model that does not end texts", () => {
    const layout = lay("Once", "", { endFill: false, length: 2 });
    expect(show(layout.template)).toBe("|Once__|");
    expect(layout.bannedIds).toContain(0);
    expect(lay("", "", { endFill: false, maxLength: 500 }).places).toHaveLength(64);
  });

  it("leaves spaces at the end of a prefix to the first written token, which must begin with one", () => {
    const { template, bannedFirstIds } = lay("Once upon ");
    expect(show(template)).toBe("|Once upon______|");
    const allowed = words.map((_, each) => each).filter((each) => !bannedFirstIds.includes(each));
    expect(allowed).toStrictEqual([0, id(" upon"), id(" a"), id(" time"), id(" fox"), id(" end")]);
    expect(lay("Once upon").bannedFirstIds).toStrictEqual([]);
  });

  it("keeps those spaces where no token begins with one", () => {
    const codec = wordCodec();
    const without = { ...codec, decode: (ids: readonly number[]) => codec.decode(ids).replaceAll(" ", "") };
    expect(show(lay("Once ", "", { codec: without }).template)).toBe("|Once ______|");
  });

  it("writes from the very beginning after a prefix of spaces alone", () => {
    const layout = lay("  ");
    expect(show(layout.template)).toBe("|________|");
    expect(layout.bannedFirstIds).toStrictEqual([]);
  });

  it("refuses a prompt that leaves no place, with the numbers", () => {
    expect(lay("Once upon a time foxes,", "").places).toHaveLength(1);
    expect(() => lay("Once upon a time foxes,.")).toThrow(
      expect.objectContaining({
        code: "prompt-too-long",
        message: expect.stringMatching(/takes 8 tokens.*hold 7.*at least 1 token/),
        details: { tokens: 8, room: 7, maxLength: 10 },
      }),
    );
    expect(() => lay("Once upon a time", " a fox end.")).toThrow(expect.objectContaining({ code: "prompt-too-long" }));
    // Which of a run's prompts, and which part of the context.
    expect(() => lay("Once upon", " a time fox, a fox end.")).toThrow(
      /^The prompt “Once upon” takes 2 tokens and the text after the gap \d+, and the model can hold 7/,
    );
  });

  it("keeps the nearest tokens of a long context if that is asked for", () => {
    const nearest = { truncateContext: "nearest", length: 3 } as const;
    expect(show(lay("Once upon a time fox end.", "", nearest).template)).toBe("| a time fox end.___|");
    expect(show(lay("Once upon a time fox", " end. fox, fox", nearest).template)).toBe("| upon a time fox___ end|");
    expect(show(lay("Once", " end. fox, fox a time", nearest).template)).toBe("|Once___ end. fox,|");
    expect(show(lay("Once", "", nearest).template)).toBe("|Once___|||||");
    expect(show(lay("Once upon", "", { ...nearest, maxLength: 3 }).template)).toBe("|_|");
  });

  it("refuses a model that has no room for anything", () => {
    for (const truncateContext of ["nearest", "error"] as const) {
      expect(() => lay("", "", { maxLength: 2, truncateContext })).toThrow(
        expect.objectContaining({ code: "prompt-too-long" }),
      );
    }
  });
});
