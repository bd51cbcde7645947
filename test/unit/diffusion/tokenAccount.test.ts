import { describe, expect, it } from "vitest";
import { layOut } from "../../../src/diffusion/textLayout.ts";
import { textSample } from "../../../src/diffusion/textSample.ts";
import { tokenEnds } from "../../../src/diffusion/tokenAccount.ts";
import { id, wordCodec, type words } from "./letterCodec.ts";

const codec = wordCodec();

/** The stretch of the generated text that each token is. */
function stretches(prefix: string, tokens: readonly (typeof words)[number][], of = codec): string[] {
  const ids = tokens.map(id);
  const layout = layOut({ prompt: "", prefix, suffix: "" }, { codec: of, maxLength: 30, endFill: true });
  const { generated } = textSample(of, layout, ids, () => false);
  const ends = tokenEnds(of, layout, ids, generated);
  return Array.from(ends, (end, i) => generated.slice(ends[i - 1] ?? 0, end));
}

describe("where tokens end in a text", () => {
  it("is where their own texts do", () => {
    expect(stretches("Once", [" a", " fox", "es", "."])).toEqual([" a", " fox", "es", "."]);
  });

  it("leaves out the space that the prefix has", () => {
    expect(stretches("Once upon ", [" a", " fox"])).toEqual(["a", " fox"]);
  });

  it("gives a character of several tokens to the last of them", () => {
    expect(stretches("Once", [" a", "<C3>", "<A9>", " fox"])).toEqual([" a", "", "é", " fox"]);
  });

  it("gives tokens after the model's end nothing", () => {
    expect(stretches("Once", [" a", "", " fox", ""])).toEqual([" a", "", "", ""]);
    expect(stretches("Once", [""])).toEqual([""]);
  });

  it("goes by the beginnings of the text where tokens decode otherwise on their own", () => {
    // As a decoder does that takes the first space of a text for its own.
    const trimming = wordCodec({ decode: (ids) => codec.decode(ids).replace(/^ /u, "") });
    expect(stretches("", [" a", " fox", " end"], trimming)).toEqual(["a", " fox", " end"]);
  });
});
