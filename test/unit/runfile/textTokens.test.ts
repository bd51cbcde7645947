import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRunView } from "../../../src/protocol/runView.ts";
import { Session } from "../../../src/extension/sessions/session.ts";
import type { TextTokens } from "../../../src/protocol/tokens.ts";
import { openRunDocument } from "../../../src/runfile/document.ts";
import { textTokens } from "../../../src/runfile/textTokens.ts";
import { ancestorsAt } from "../../../src/steering/genealogy.ts";
import { exampleHeader, exampleStepAt, writeExampleRun } from "../../support/exampleRun.ts";
import { toyImages, toyRun, toyTexts, type ToyRun } from "../../support/toyRun.ts";
import { specification } from "../extension/runs.ts";

let folder = "";
let run: ToyRun;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fk-tokens-"));
  run = await toyRun(join(folder, "text.fkrun"), toyTexts);
});
afterAll(() => rm(folder, { recursive: true }));

const textsOf = ({ generated, tokens }: TextTokens): string[] =>
  tokens.map(({ end }, i) => generated.slice(tokens[i - 1]?.end ?? 0, end));

describe("the tokens of a recorded text", () => {
  it("join to it, each with the step that wrote it, as the states of the run have them", async () => {
    await using document = await openRunDocument(join(folder, "text.fkrun"));
    expect(document.stepCount).toBe(4);
    for (let index = 0; index < document.stepCount; index += 1) {
      const { step, samples } = await document.step(index);
      for (const [n, { weighed }] of samples.map((_, i) => [i, run.records[step - 1]!] as const)) {
        const told = await textTokens(document, index, n);
        expect(textsOf(told).join("")).toBe((samples[n] as { readonly generated: string }).generated);
        const { revealed, probabilities } = weighed!.states[n] as {
          readonly revealed: Int32Array;
          readonly probabilities: Float32Array;
        };
        // What stands after the end, or went to the prefix, has no text of its own.
        const { ends } = (await document.draws(await document.step(index))).tokens![n]!;
        const places = Array.from(ends, (end, i) => (end > (ends[i - 1] ?? 0) ? [i] : [])).flat();
        expect(told.tokens).toHaveLength(places.length);
        for (const [i, { written, probability }] of told.tokens.entries()) {
          const place = places[i]!;
          expect(written?.by ?? 0).toBe(revealed[place]);
          expect(probability ?? 0).toBe(probabilities[place]);
          if (written !== undefined) expect(written.after).toBe(written.by - 1);
        }
      }
    }
    const guessed = (await textTokens(document, 0, 0)).tokens.filter(({ written }) => written === undefined);
    expect(guessed.length).toBeGreaterThan(0);
  });

  it("are shared by the family where they come from a common ancestor", async () => {
    await using document = await openRunDocument(join(folder, "text.fkrun"));
    const steps = await Promise.all([0, 1, 2, 3].map((index) => document.step(index)));
    const scored = steps.map((step) => ({ ...step, groups: [] }));
    const genealogy = { steps: 8, groups: [{ start: 0, count: 6 }], scored };
    let shared = 0;
    for (const [at, { roots }] of steps.entries()) {
      const told = await textTokens(document, at, 0);
      const family = roots.flatMap((root, n) => (root === roots[0] ? [n] : []));
      expect(told.family).toEqual({ root: roots[0], count: family.length });
      for (const [from, { step }] of steps.slice(0, at).entries()) {
        const ancestors = ancestorsAt(genealogy, at, from);
        // Whoever descends from the same particle of that step has what had been written by then.
        const kin = family.filter((n) => ancestors[n] === ancestors[0]).length;
        for (const { written, sharedBy } of told.tokens) {
          if (written === undefined || written.by > step) continue;
          expect(sharedBy).toBeGreaterThanOrEqual(kin);
          shared += kin > 1 ? 1 : 0;
        }
      }
    }
    expect(shared).toBeGreaterThan(0);
  });

  it("of a run of format 1 are words, each between the scored steps around its coming", async () => {
    const path = join(import.meta.dirname, "../../fixtures/runs/text-format1.fkrun");
    await using document = await openRunDocument(path);
    const told = await textTokens(document, 1, 0);
    const words = textsOf(told);
    expect(words.join("")).toBe((await document.step(1)).samples[0]!.modality === "text" ? told.generated : "");
    const { written, probability, sharedBy } = told.tokens.find((one) => one.written !== undefined)!;
    expect([0, 4]).toContain(written!.after);
    expect(written!.by).toBe(written!.after + 4);
    expect([probability, sharedBy]).toEqual([undefined, undefined]);
    for (const { written: each } of (await textTokens(document, 3, 1)).tokens) expect(each!.by - each!.after).toBe(4);
  });

  it("are told by a session for the step that is looked at, and refused where there are none", async () => {
    await using session = closing(
      new Session(newRunView(join(folder, "text.fkrun"), specification()), openRunDocument),
    );
    expect((await session.tokens(4, 2)).tokens.length).toBeGreaterThan(0);
    await expect(session.tokens(3, 2)).rejects.toMatchObject({ code: "run-file" });
    await expect(session.tokens(4, 6)).rejects.toThrow("has no particle 6 at step 4, but 6");
    const image = join(folder, "image.fkrun");
    await toyRun(image, toyImages);
    await using images = closing(new Session(newRunView(image, specification()), openRunDocument));
    await expect(images.tokens(4, 0)).rejects.toThrow("is an image");
  });

  it("whose bytes are gone are said to be", async () => {
    const path = join(folder, "cut.fkrun");
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4)]);
    await rm(path.replace(".fkrun", ".fksamples"), { force: true });
    await using document = await openRunDocument(path);
    await expect(textTokens(document, 0, 0)).rejects.toThrow("damaged or missing");
  });
});

function closing(session: Session): Session & AsyncDisposable {
  return Object.assign(session, { [Symbol.asyncDispose]: () => session.close() });
}
