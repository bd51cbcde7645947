import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "../../../src/diffusion/textLayout.ts";
import { textSample } from "../../../src/diffusion/textSample.ts";
import { id, wordCodec, words } from "./letterCodec.ts";

const codec = wordCodec();
const sample = (prefix: string, suffix: string, ids: readonly number[], masked: readonly boolean[] = []) =>
  textSample(
    codec,
    layOut({ prompt: "p", prefix, suffix }, { codec, maxLength: 30, endFill: true }),
    ids,
    (i) => masked[i] ?? false,
  );

describe("a text sample", () => {
  it("is prefix, generated and suffix, exactly as given", () => {
    expect(sample("Once upon", " end.", [id(" a"), id(" fox")])).toMatchObject({
      text: "Once upon a fox end.",
      prefix: "Once upon",
      generated: " a fox",
      suffix: " end.",
      prompt: "p",
    });
  });

  it("is cut at the first end token", () => {
    expect(sample("", "", [id("Once"), id(" fox"), 0, id(" end"), 0]).generated).toBe("Once fox");
    expect(sample("", "", [0, id(" fox")])).toMatchObject({ generated: "", pieces: [] });
  });

  it("joins without a double space", () => {
    expect(sample("Once upon ", "", [id(" a"), id(" fox")]).text).toBe("Once upon a fox");
    expect(sample("Once", " end.", [id(" fox"), id(" ")]).text).toBe("Once fox end.");
  });

  it("is cut into pieces where known and masked places meet", () => {
    const ids = [id(" a"), id(" fox"), id("es"), id(",")];
    expect(sample("Once", "", ids, [false, true, true, false]).pieces).toStrictEqual([
      { text: " a", masked: false },
      { text: " foxes", masked: true },
      { text: ",", masked: false },
    ]);
  });

  it("gives a character of two tokens to the later piece", () => {
    const ids = [id(" a"), id("<C3>"), id("<A9>"), id(".")];
    const { generated, pieces } = sample("", "", ids, [false, false, true, true]);
    expect(generated).toBe(" aé.");
    expect(pieces).toStrictEqual([
      { text: " a", masked: false },
      { text: "é.", masked: true },
    ]);
  });

  it("has pieces that join to what was generated and alternate, whatever was drawn", () => {
    const token = fc.integer({ min: 0, max: words.length - 1 }).filter((each) => each !== 1);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(token, fc.boolean()), { maxLength: 12 }),
        fc.constantFrom("", "Once", "Once ", "foxesé"),
        fc.constantFrom("", " end.", "es"),
        (places, prefix, suffix) => {
          const drawn = sample(
            prefix.replace("foxes", " foxes"),
            suffix,
            places.map(([each]) => each),
            places.map(([, masked]) => masked),
          );
          expect(drawn.pieces.map(({ text }) => text).join("")).toBe(drawn.generated);
          expect(drawn.text).toBe(drawn.prefix + drawn.generated + drawn.suffix);
          drawn.pieces.slice(1).forEach(({ masked }, i) => expect(masked).not.toBe(drawn.pieces[i]!.masked));
          expect(drawn.pieces.every(({ text }) => text !== "")).toBe(true);
        },
      ),
    );
  });

  it("decodes in context where a decoder trims the first space of a text", () => {
    const trimming = { ...codec, decode: (ids: readonly number[]) => codec.decode(ids).replace(/^ /, "") };
    const layout = layOut(
      { prompt: "", prefix: "Once", suffix: " end." },
      { codec: trimming, maxLength: 30, endFill: false },
    );
    const { text, pieces } = textSample(trimming, layout, [id(" a"), id(" fox")], (i) => i === 1);
    expect(text).toBe("Once a fox end.");
    expect(pieces.map((piece) => piece.text)).toStrictEqual([" a", " fox"]);
  });

  it("cleans up what the model wrote, and leaves a person's own text as it is", () => {
    const cleaning = { ...codec, cleanUp: (text: string) => text.replaceAll(" .", ".").replaceAll(" a", "a") };
    const condition = { prompt: "", prefix: "Once . a", suffix: " . a end." };
    const layout = layOut(condition, { codec: cleaning, maxLength: 30, endFill: false });
    const { text, generated, pieces } = textSample(cleaning, layout, [id(" fox"), id(" a")], (i) => i === 1);
    expect(generated).toBe(" foxa");
    expect(text).toBe("Once . a foxa . a end.");
    expect(pieces.map((piece) => piece.text).join("")).toBe(" foxa");
  });
});
