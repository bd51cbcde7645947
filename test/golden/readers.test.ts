/** Texts read by classifiers and by a language model, against transformers (written by training/fixtures/readers.py; random weights). */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLanguageModel } from "../../src/runtime/readers/languageModel.ts";
import { openTextClassifier } from "../../src/runtime/readers/textClassifier.ts";
import { inspectTextFolder } from "../../src/runtime/text/textFolder.ts";

interface Golden {
  readonly texts: readonly string[];
  readonly long: string;
  readonly classifiers: readonly {
    readonly model: string;
    readonly labels: readonly string[];
    /** By text, then by label. */
    readonly scores: readonly (readonly number[])[];
    readonly long: readonly number[];
  }[];
  readonly likelihoods: readonly number[];
  readonly longLikelihood: number;
}

const golden = JSON.parse(await readFile(new URL("readers.json", import.meta.url), "utf8")) as Golden;
const readers = fileURLToPath(new URL("../fixtures/readers/", import.meta.url));
const close = (found: readonly number[], wanted: readonly number[]): void =>
  found.forEach((number, i) => expect(number, `text ${i}`).toBeCloseTo(wanted[i]!, 5));

describe.each(golden.classifiers)("the classifier $model", ({ model, labels, scores, long }) => {
  it("says what transformers' pipeline says, and of a long text the mean over its windows", async () => {
    await using classifier = await openTextClassifier(await inspectTextFolder(join(readers, model)));
    for (const [at, label] of labels.entries()) {
      const found = await classifier.classify([...golden.texts, golden.long], { label, margin: false });
      close(found, [...scores.map((score) => score[at]!), long[at]!]);
    }
  });
});

describe("labels", () => {
  it("are named in any case or by number, by their margins too, and asked for where there are several", async () => {
    await using moods = await openTextClassifier(await inspectTextFolder(join(readers, "moods")));
    const [text] = golden.texts;
    const ask = (label: string, margin = false) => moods.classify([text!], { label, margin });
    expect(await ask("GLAD")).toEqual(await ask("2"));
    const [share] = await ask("sad");
    expect((await ask("sad", true))[0]).toBeCloseTo(Math.log(share! / (1 - share!)), 4);
    await expect(ask("")).rejects.toThrow(/has 3 labels, and none is named\. Name one of sad, neutral, glad\./);
    await expect(ask("angry")).rejects.toThrow(/has no label "angry"\. Name one of sad, neutral, glad\./);
    await using traits = await openTextClassifier(await inspectTextFolder(join(readers, "traits")));
    const second = await traits.classify([text!], { label: "", margin: false });
    expect(second).toEqual(await traits.classify([text!], { label: "short", margin: false }));
  });
});

describe("the language model writer", () => {
  it("finds texts as likely as transformers does, also those that are longer than its window", async () => {
    await using writer = await openLanguageModel(await inspectTextFolder(join(readers, "writer")));
    const found = await writer.likelihood([...golden.texts, golden.long], undefined);
    close(found, [...golden.likelihoods, golden.longLikelihood]);
  });

  it("is told from a classifier by its logits", async () => {
    await expect(openLanguageModel(await inspectTextFolder(join(readers, "moods")))).rejects.toThrow(
      /is not a causal language model that can be used: its logits have 2 dimensions, and not 3\. Export it/,
    );
    await expect(openTextClassifier(await inspectTextFolder(join(readers, "writer")))).rejects.toThrow(
      /is not a text classifier that can be used: its logits have 3 dimensions, and not 2/,
    );
  });
});
