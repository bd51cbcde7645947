import { appendFile, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRunDocument } from "../../../src/runfile/document.ts";
import { samplesPath, statesPath, type RunFileLine } from "../../../src/runfile/format.ts";
import { decodeLine, encodeLine } from "../../../src/runfile/numberCodec.ts";
import { openRunFile } from "../../../src/runfile/write.ts";
import {
  exampleDraws,
  exampleEnd,
  exampleHeader,
  exampleResult,
  exampleSelection,
  exampleStep,
  exampleStepAt,
  writeExampleRun,
} from "../../support/exampleRun.ts";
import { readWholeRun } from "../../support/wholeRun.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });
const path = join(folder, "deep", "one.fkrun");

const write = (...lines: readonly RunFileLine[]): Promise<void> => writeExampleRun(path, lines);

describe("a run file", () => {
  it("gives back what was written, infinities included", async () => {
    const pilot = {
      kind: "pilot",
      particles: 2,
      parts: [[0.5], [-Infinity]],
      scales: [{ mean: -0, scale: 1 }],
    } as const;
    const warning = { kind: "warning", message: "mind the gap" } as const;
    await write(exampleHeader, pilot, ...exampleStepAt(4), warning, exampleResult, exampleEnd);
    const { header, steps, ...rest } = await readWholeRun(path);
    expect(header).toEqual(exampleHeader);
    expect(rest).toEqual({ pilot, warnings: ["mind the gap"], result: exampleResult, end: exampleEnd });
    const { values, logPotentials, paid, lastTilt, runningMax, runningSum, logWeights } = exampleStep;
    expect(steps).toMatchObject([
      {
        ...{ iteration: 0, step: 4, steps: 64, forwardPasses: 4, isSelected: true, ancestors: [0], roots: [0] },
        ...{ values, logPotentials, logWeights, weights: [1], rewards: exampleDraws.rewards },
        weighed: { paid, lastTilt, runningMax, runningSum, logWeights },
        groups: [
          {
            ...{ prompt: "Once upon a time", strength: 10, ess: 1, resampled: false, logZ: 5, survivors: 1 },
            ...{ start: 0, count: 1, logZBefore: 0 },
          },
        ],
        particles: [
          {
            text: "Once upon a time there was a cat.",
            pieces: [
              { text: " there", masked: false },
              { text: " was a cat.", masked: true },
            ],
            parts: [-Infinity],
          },
        ],
      },
    ]);
    expect(steps[0]!.tokens).toEqual(exampleDraws.tokens);
  });

  it("has steps of every iteration in order, and one that waits for its selection", async () => {
    await write(exampleHeader, ...exampleStepAt(4), ...exampleStepAt(4, 1), { ...exampleStep, step: 8, iteration: 1 });
    const { steps, end } = await readWholeRun(path);
    expect(steps.map(({ iteration, step, isSelected }) => [iteration, step, isSelected])).toEqual([
      [0, 4, true],
      [1, 4, true],
      [1, 8, false],
    ]);
    // What the weights say already, before anybody has chosen.
    expect(steps[2]!.groups).toMatchObject([{ ess: 1, logZ: 5, resampled: false, survivors: 1 }]);
    expect(end).toBeUndefined();
  });

  it("adds a person's votes to the weights", async () => {
    await write(exampleHeader, exampleStep, { ...exampleSelection, interventions: [-2] });
    const [step] = (await readWholeRun(path)).steps;
    expect(step).toMatchObject({ logWeights: [3], interventions: [-2], weighed: { logWeights: [5] } });
  });

  it.each([[Infinity], [Number.NaN], [0, 0]])(
    "believes no votes that a person cannot have cast: %s",
    async (...interventions) => {
      await write(exampleHeader, exampleStep, { ...exampleSelection, interventions });
      await using document = await openRunDocument(path);
      await expect(document.step(0)).rejects.toMatchObject({ code: "run-file" });
    },
  );

  it("keeps a text that spells a number apart from the number, and −0 from 0", () => {
    const line = decodeLine(encodeLine({ ...exampleStep, logWeights: [-Infinity, -0, Number.NaN] }));
    expect(line).toMatchObject({ logWeights: [-Infinity, -0, Number.NaN] });
    expect(decodeLine('{"text":"Infinity","other":"\\"$number\\""}')).toEqual({
      text: "Infinity",
      other: '"$number"',
    });
  });

  it("loses only the last line when it is cut anywhere in it", async () => {
    await write(exampleHeader, exampleStep);
    const whole = await readFile(path);
    const stepStart = whole.indexOf("\n") + 1;
    for (const length of [stepStart, stepStart + 1, stepStart + 40, whole.length - 2]) {
      await writeFile(path, whole);
      await truncate(path, length);
      expect(await readWholeRun(path)).toMatchObject({ header: exampleHeader, steps: [], end: undefined });
    }
  });

  it("names the line that is damaged, and shows what is before it", async () => {
    await write(exampleHeader, ...exampleStepAt(4));
    await appendFile(path, "{broken\n");
    await appendFile(path, encodeLine(exampleEnd));
    await using document = await openRunDocument(path);
    expect(document.problem).toMatchObject({ code: "run-file", details: { location: { line: 4 } } });
    expect((await document.step(0)).values).toEqual([0.5]);
  });

  it.each([
    ["values of the wrong type", { step: 4, values: ["x"] }],
    ["particles that are too few", { values: [] }],
    ["no groups", { groups: [] }],
    ["an ancestor that there is not", { roots: [7] }],
    ["texts that are not what their stretches say", { samples: { ...exampleStep.samples, stretches: [[1]] } }],
    ["more of a picture than may be", { draws: [0, 2 ** 40, 0] }],
  ])("refuses a step with %s, by its line", async (_, wrong) => {
    await write(exampleHeader);
    await appendFile(path, `${JSON.stringify({ ...exampleStep, ...wrong })}\n`);
    await using document = await openRunDocument(path);
    await expect(document.step(0)).rejects.toMatchObject({ code: "run-file", details: { location: { line: 2 } } });
  });

  it.each([
    ["a file that is not a run", '{"kind":"end","outcome":"stopped"}\n', /header/u],
    ["an empty file", "", /empty/u],
    ["a file of a newer version", encodeLine({ ...exampleHeader, version: 99 }), /newer/u],
    [
      "a header with settings to come",
      encodeLine(exampleHeader).replace('"strength"', '"warp":{"a":1},"strength"'),
      /made by a newer FK Steering: it has a setting that this one does not know \(warp\)\. Update the extension/u,
    ],
    ["a header without a run", '{"kind":"header","version":2}\n', /line 1/u],
  ])("explains %s", async (_, text, sentence) => {
    await writeFile(join(folder, "x.fkrun"), text);
    await expect(openRunDocument(join(folder, "x.fkrun"))).rejects.toThrow(sentence);
  });

  it("explains a file that is not there, a folder, and a place that cannot be written", async () => {
    await expect(openRunDocument(join(folder, "none.fkrun"))).rejects.toMatchObject({ code: "run-file" });
    await expect(openRunDocument(folder)).rejects.toMatchObject({ code: "run-file" });
    await expect(openRunFile(join("/dev/null", "x.fkrun"))).rejects.toMatchObject({ code: "run-file" });
  });

  it("grows while it is read", async () => {
    await using file = await openRunFile(path);
    await file.write(exampleHeader);
    await using document = await openRunDocument(path);
    let changes = 0;
    using _ = document.onDidChange(() => (changes += 1));
    await document.refresh();
    await file.write(...exampleStepAt(4));
    await Promise.all([document.refresh(), document.refresh()]);
    expect([document.stepCount, changes]).toEqual([1, 1]);
    await file.write({ kind: "end", outcome: "stopped" });
    await document.refresh();
    expect(document.end).toEqual({ kind: "end", outcome: "stopped" });
  });
});

describe("a run file that others touch while it is written", () => {
  it.each([
    ["was deleted", () => rm(path)],
    ["was moved or renamed", () => rename(path, `${path}.kept`)],
    ["was moved or renamed", () => rename(path, `${path}.kept`).then(() => writeFile(path, ""))],
    ["was changed", () => appendFile(path, "x")],
    ["was changed", () => truncate(path, 1)],
  ])("%s: the next line says so", async (sentence, touch) => {
    await using file = await openRunFile(path);
    await file.write(exampleHeader);
    await touch();
    await expect(file.write(exampleStep)).rejects.toMatchObject({
      code: "run-file",
      message: expect.stringMatching(`^${path} ${sentence}`),
    });
  });

  it("takes the place of a run or of nothing, and of no other file", async () => {
    const own = join(folder, "own.fkrun");
    for (const before of ["", encodeLine(exampleHeader)]) {
      await writeFile(own, before);
      await using file = await openRunFile(own);
      await file.write(exampleHeader);
    }
    await writeFile(own, "export default defineReward({});");
    await expect(openRunFile(own)).rejects.toThrow(`${own} is there already and is no run file`);
    expect(await readFile(own, "utf8")).toBe("export default defineReward({});");
  });

  it("says when the disk is full, in words, and puts no file beside a device", async () => {
    await using file = await openRunFile("/dev/full");
    const state = { bytes: Uint8Array.of(1) };
    expect(await file.storeStates([state], ({ bytes }) => bytes)).toBeUndefined();
    await expect(file.write(exampleHeader)).rejects.toThrow(
      "/dev/full cannot be written any more: there is no space left on the disk. Make room on it and resume the run",
    );
  });
});

describe("bytes beside a run file", () => {
  it("are known by their checksum: what was changed, cut or lost is told from what is there", async () => {
    await write(exampleHeader, ...exampleStepAt(4));
    await using document = await openRunDocument(path);
    const step = await document.step(0);
    const bytes = await readFile(samplesPath(path));
    bytes[3]! ^= 1;
    await writeFile(samplesPath(path), bytes);
    await expect(document.draws(step)).rejects.toThrow(/damaged or missing in .*\.fksamples/u);
    await truncate(samplesPath(path), 2);
    await expect(document.draws(step)).rejects.toMatchObject({ code: "run-file" });
    await rm(samplesPath(path));
    await using another = await openRunDocument(path);
    await expect(another.draws(step)).rejects.toMatchObject({ code: "run-file" });
    expect((await another.step(0)).values).toEqual([0.5]);
  });
});

describe("stored states", () => {
  const encode = ({ bytes }: { bytes: Uint8Array }): Uint8Array => bytes;
  const stateOf = (...bytes: number[]) => ({ bytes: Uint8Array.from(bytes) });

  it("are written once each", async () => {
    const [a, b] = [stateOf(1, 2, 3), stateOf(4, 5)];
    await using file = await openRunFile(path);
    const first = await file.storeStates([a, a, b], encode);
    expect(first!.of).toEqual([0, 0, 1]);
    expect(first!.places.map(([offset, length]) => [offset, length])).toEqual([
      [0, 3],
      [3, 2],
    ]);
    expect((await file.storeStates([b], encode))!.places).toEqual([first!.places[1]]);
    expect([...(await readFile(statesPath(path)))]).toEqual([1, 2, 3, 4, 5]);
  });

  it("past the limit are the newest alone: each step's until the step after the next, and the file grows no more", async () => {
    await writeExampleRun(path, [exampleHeader]);
    await using document = await openRunDocument(path);
    await using file = await openRunFile(path, 4);
    const kept = (await file.storeStates([stateOf(0, 0, 0)], encode))!.places[0]!;
    const steps = [];
    for (let step = 1; step <= 6; step += 1) {
      steps.push((await file.storeStates([stateOf(step, step, step)], encode))!.places[0]!);
      const path0 = (await file.storeStates([stateOf(9, step)], encode, "reference"))!.places[0]!;
      const found = await Promise.all([kept, ...steps, path0].map((place) => readPlace(document, place)));
      const newest = steps.map((_, i) => (i >= step - 2 ? [i + 1, i + 1, i + 1] : undefined));
      expect(found).toEqual([[0, 0, 0], ...newest, [9, step]]);
    }
    expect((await stat(statesPath(path))).size).toBe(3 + 2 * 3 + 2 * 2);
  });
});

async function readPlace(
  document: Awaited<ReturnType<typeof openRunDocument>>,
  place: readonly [number, number, number],
): Promise<number[] | undefined> {
  const bytes = await document.state(place);
  return bytes === undefined ? undefined : [...bytes];
}
