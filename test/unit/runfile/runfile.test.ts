import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { statesPath, type RunFileLine } from "../../../src/runfile/format.ts";
import { decodeLine, encodeLine } from "../../../src/runfile/line.ts";
import { readRunFile } from "../../../src/runfile/read.ts";
import { openRunFile } from "../../../src/runfile/write.ts";
import { exampleEnd, exampleHeader, exampleStep } from "../../support/exampleRun.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fk-runfile-"));
  path = join(folder, "deep", "one.fkrun");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(...lines: readonly RunFileLine[]): Promise<void> {
  await using file = await openRunFile(path);
  for (const line of lines) await file.write(line);
}

describe("a run file", () => {
  it("gives back what was written, infinities included", async () => {
    await write(exampleHeader, exampleStep, exampleEnd);
    expect(await readRunFile(path)).toEqual({
      header: exampleHeader,
      pilot: undefined,
      steps: [exampleStep],
      end: exampleEnd,
    });
  });

  it("has the pilot before the steps, and steps of every iteration in order", async () => {
    const pilot = {
      kind: "pilot",
      particles: 2,
      parts: [[0.5], [-Infinity]],
      scales: [{ mean: 0, scale: 1 }],
    } as const;
    const refined = { ...exampleStep, iteration: 1 };
    await write(exampleHeader, pilot, exampleStep, refined);
    expect(await readRunFile(path)).toEqual({
      header: exampleHeader,
      pilot,
      steps: [exampleStep, refined],
      end: undefined,
    });
  });

  it("keeps a text that spells a number apart from the number", () => {
    const line = decodeLine(encodeLine({ ...exampleStep, logWeights: [-Infinity], particles: [] }));
    expect(line).toMatchObject({ logWeights: [-Infinity] });
    const texts = decodeLine('{"text":"Infinity"}');
    expect(texts).toEqual({ text: "Infinity" });
  });

  it("loses only the last line when it is cut anywhere in it", async () => {
    await write(exampleHeader, exampleStep);
    const whole = await readFile(path);
    const stepStart = whole.indexOf("\n") + 1;
    for (const length of [stepStart, stepStart + 1, stepStart + 40, whole.length - 2]) {
      await writeFile(path, whole);
      await truncate(path, length);
      expect(await readRunFile(path)).toEqual({
        header: exampleHeader,
        pilot: undefined,
        steps: [],
        end: undefined,
      });
    }
  });

  it("names the line that is damaged", async () => {
    await write(exampleHeader);
    await appendFile(path, "{broken\n");
    await appendFile(path, encodeLine(exampleEnd));
    await expect(readRunFile(path)).rejects.toMatchObject({ code: "run-file", details: { location: { line: 2 } } });
  });

  it("refuses values of the wrong type", async () => {
    await write(exampleHeader);
    await appendFile(path, '{"kind":"step","step":"four"}\n\n');
    await expect(readRunFile(path)).rejects.toMatchObject({ code: "run-file" });
  });

  it.each([
    ["a file that is not a run", '{"kind":"end","outcome":"stopped"}\n', /header/u],
    ["an empty file", "", /empty/u],
    ["a file of a newer version", encodeLine({ ...exampleHeader, version: 99 }), /newer/u],
  ])("explains %s", async (_, text, sentence) => {
    await writeFile(join(folder, "x.fkrun"), text);
    await expect(readRunFile(join(folder, "x.fkrun"))).rejects.toThrow(sentence);
  });

  it("explains a file that is not there and a place that cannot be written", async () => {
    await expect(readRunFile(join(folder, "none.fkrun"))).rejects.toMatchObject({ code: "run-file" });
    await expect(openRunFile(join("/dev/null", "x.fkrun"))).rejects.toMatchObject({ code: "run-file" });
  });
});

describe("a run file that others touch while it is written", () => {
  it.each([
    ["was deleted", () => rm(path)],
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

  it("says when the disk is full, in words, and puts no file beside a device", async () => {
    await using file = await openRunFile("/dev/full");
    const state = { bytes: Uint8Array.of(1) };
    expect(await file.storeStates([state], ({ bytes }) => bytes)).toBeUndefined();
    await expect(file.write(exampleHeader)).rejects.toThrow(
      "/dev/full cannot be written any more: there is no space left on the disk.",
    );
  });
});

describe("stored states", () => {
  it("are written once each, and left out past the limit", async () => {
    const [a, b] = [{ bytes: Uint8Array.of(1, 2, 3) }, { bytes: Uint8Array.of(4, 5) }];
    const encode = ({ bytes }: { bytes: Uint8Array }): Uint8Array => bytes;
    await using file = await openRunFile(path, 6);
    const first = [
      { offset: 0, length: 3 },
      { offset: 0, length: 3 },
      { offset: 3, length: 2 },
    ];
    expect(await file.storeStates([a, a, b], encode)).toEqual(first);
    expect(await file.storeStates([b], encode)).toEqual([{ offset: 3, length: 2 }]);
    expect(await file.storeStates([{ bytes: new Uint8Array(2) }], encode)).toBeUndefined();
    expect([...(await readFile(statesPath(path)))]).toEqual([1, 2, 3, 4, 5]);
  });
});
