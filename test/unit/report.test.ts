import { inflateSync } from "node:zlib";
import { open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeAnimation } from "../../src/png/animation.ts";
import { readChunks } from "../../src/png/chunks.ts";
import { decodePng } from "../../src/png/png.ts";
import { newRunView } from "../../src/protocol/runView.ts";
import { exportRun } from "../../src/report/exportRun.ts";
import { samplesPath } from "../../src/runfile/format.ts";
import { particleLines, particleTable } from "../../src/report/particleTable.ts";
import { wrapped } from "../../src/report/reveal.ts";
import { withoutPaths } from "../../src/report/withoutPaths.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import type { RecordedSample } from "../../src/runfile/recordedStep.ts";
import type { BytePlace } from "../../src/runfile/schema.ts";
import { formatBytes } from "../../src/protocol/numberWords.ts";
import { exampleEnd, exampleHeader, exampleResult, exampleStepAt, writeExampleRun } from "../support/exampleRun.ts";
import { toyImages, toyRun } from "../support/toyRun.ts";
import { useFolder } from "../support/useFolder.ts";
import { particle, specification } from "./extension/runs.ts";

const page = () => Promise.resolve({ script: "const end = '</script>';", style: "p { color: red }" });

describe("particles as rows", () => {
  const view = (texts: readonly string[], reward = 0.5) => ({
    ...newRunView("run", specification()),
    particles: texts.map((text, n) => ({ ...particle(n, reward), text })),
  });

  it("are what RFC 4180 says, with quotes, commas and line breaks in them", () => {
    const table = particleTable(view(['She said "no",\nand left.']), ["length, squared"]);
    expect(table).toBe(
      'particle,prompt,reward,weight,ancestor,text,"reward: length, squared"\r\n' +
        '0,Once upon a time,0.5,0.5,0,"She said ""no"",\nand left.",0.5\r\n',
    );
  });

  it("say of a run with votes that these are in the weights", () => {
    expect(particleTable({ ...view(["a"]), isVoted: true }, ["length"])).toContain(",0.5,in the weight,0,a,");
    expect(particleTable(view(["a"]), ["length"])).not.toContain("votes");
  });

  it("have what each reward said, where one comes twice", () => {
    const run = view(["a"]);
    const twice = { ...run, particles: run.particles.map((one) => ({ ...one, parts: [0.25, 0.75] })) };
    expect(particleTable(twice, ["contains", "contains"])).toBe(
      "particle,prompt,reward,weight,ancestor,text,reward: contains,reward: contains (2)\r\n" +
        "0,Once upon a time,0.5,0.5,0,a,0.25,0.75\r\n",
    );
    expect(JSON.parse(particleLines(twice, ["contains", "contains"]))).toMatchObject({
      rewards: { contains: 0.25, "contains (2)": 0.75 },
    });
  });

  it("are no formulas of a spreadsheet", () => {
    for (const text of ["=1+1", "+1", "-1", "@x", "\tx"]) {
      expect(particleTable(view([text]), ["a"])).toContain(`'${text}`);
    }
    expect(particleTable(view(["a"], -Infinity), ["a"])).toContain(",-Infinity,");
  });

  it("are a line of JSON each, infinite numbers as words", () => {
    const lines = particleLines(view(["=a", "b\n"], -Infinity), ["length"])
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ particle: 0, text: "=a", reward: "-Infinity", rewards: { length: "-Infinity" } }),
      expect.objectContaining({ particle: 1, text: "b\n" }),
    ]);
  });
});

describe("an animation", () => {
  const image = (value: number) => ({ width: 3, height: 2, data: new Uint8ClampedArray(24).fill(value) });

  it("has every frame in its order, and is a picture of the first", async () => {
    const bytes = await encodeAnimation(
      [10, 20, 30].map((value) => () => ({ image: image(value), milliseconds: value })),
    );
    expect(decodePng(bytes)).toEqual(image(10));
    const chunks = readChunks(bytes);
    expect(chunks.map(({ type }) => type)).toEqual([
      "IHDR",
      "acTL",
      "fcTL",
      "IDAT",
      "fcTL",
      "fdAT",
      "fcTL",
      "fdAT",
      "IEND",
    ]);
    const numbered = chunks.filter(({ type }) => type === "fcTL" || type === "fdAT");
    expect(numbered.map(({ data }) => new DataView(data.buffer, data.byteOffset).getUint32(0))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    const frames = chunks.filter(({ type }) => type === "fdAT");
    expect(frames.map(({ data }) => inflateSync(data.subarray(4))[1])).toEqual([20, 30]);
  });

  it("is of one size", async () => {
    await expect(encodeAnimation([])).rejects.toThrow(RangeError);
    const other = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
    await expect(
      encodeAnimation([image(1), other].map((one) => () => ({ image: one, milliseconds: 1 }))),
    ).rejects.toThrow(RangeError);
  });
});

describe("an exported run", () => {
  const folder = useFolder();
  const written = async (): Promise<string> => {
    const path = join(folder, "tale.fkrun");
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4), exampleResult, exampleEnd]);
    return path;
  };

  it("is one HTML file in which nothing ends a script, and that tells no path", async () => {
    const [file] = (await exportRun(await written(), "html", page)).files;
    expect(file!.name).toBe("tale.html");
    const html = Buffer.from(file!.content).toString("utf8");
    expect(html.match(/<\/script>/gu)).toHaveLength(2);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain(folder);
    const data = JSON.parse(/id="run"[^>]*>(.*?)<\/script>/su.exec(html)![1]!) as {
      readonly run: { readonly id: string };
    };
    expect(data.run.id).toBe("tale.fkrun");
  });

  it("is a table, lines and a moving text", async () => {
    const path = await written();
    for (const [format, name] of [
      ["csv", "tale.csv"],
      ["jsonl", "tale.jsonl"],
      ["reveal", "tale.reveal.svg"],
    ] as const) {
      const [file] = (await exportRun(path, format, page)).files;
      expect([file!.name, file!.content.length > 40]).toEqual([name, true]);
    }
  });

  it("has no images where it wrote texts, and nothing where it has no step", async () => {
    await expect(exportRun(await written(), "images", page)).rejects.toMatchObject({ code: "run-file" });
    const empty = join(folder, "empty.fkrun");
    await writeExampleRun(empty, [exampleHeader]);
    await expect(exportRun(empty, "csv", page)).rejects.toThrow("before its first scored step");
    await writeFile(join(folder, "none.fkrun"), "none");
    await expect(exportRun(join(folder, "none.fkrun"), "html", page)).rejects.toMatchObject({ code: "run-file" });
  });

  it("says that its pictures are gone, and does not write none of them", async () => {
    const path = join(folder, "images.fkrun");
    await toyRun(path, toyImages);
    const { files, missing } = await exportRun(path, "images", page);
    expect([files.length > 0, missing]).toEqual([true, undefined]);
    await rm(samplesPath(path));
    for (const format of ["images", "sheet", "reveal"] as const) {
      await expect(exportRun(path, format, page)).rejects.toThrow("images.fkrun are gone");
    }
    expect((await exportRun(path, "csv", page)).files).toHaveLength(1);
  });

  it("says which of its pictures are damaged, and where a reveal ends before the last step", async () => {
    const path = join(folder, "part.fkrun");
    const { result } = await toyRun(path, toyImages);
    expect((await exportRun(path, "reveal", page)).missing).toBeUndefined();
    await using document = await openRunDocument(path);
    const last = await document.step(document.stepCount - 1);
    const before = document.keyOf(document.stepCount - 2).step;
    const { thumbnail, picture = thumbnail } = last.samples[result.best] as Extract<
      RecordedSample,
      { modality: "image" }
    >;
    const [offset] = picture as BytePlace;
    const samples = await open(samplesPath(path), "r+");
    await samples.write(Buffer.from("none"), 0, 4, offset);
    await samples.close();
    const reveal = await exportRun(path, "reveal", page);
    expect(decodePng(reveal.files[0]!.content)).toMatchObject({ width: expect.any(Number) });
    expect(reveal.missing).toBe(
      `1 of its ${document.stepCount} pictures is damaged or gone: of step ${last.step}. It ends with step ${before}, and not with the last one.`,
    );
    for (const format of ["images", "sheet"] as const) {
      const { files, missing } = await exportRun(path, format, page);
      expect(files).toHaveLength(format === "sheet" ? 1 : last.samples.length - 1);
      expect(missing).toBe(`1 of the ${last.samples.length} images is damaged or gone, and left out: #${result.best}.`);
    }
  });

  it("tells no path, whatever it says", () => {
    const run = newRunView("/home/one two/runs/tale.fkrun", specification());
    const told = withoutPaths({
      ...run,
      message: "/home/me/rewards/long.reward.ts:3:5 threw: 1/2 of https://example.com/a is “/tmp/x”.",
      warnings: ["The file /home/one two/runs/other.fkrun is gone (C:\\Users\\me\\run.fkrun)."],
      repeated: { of: "/home/one two/runs/tale.fkrun", isSame: true, message: "This run repeats tale.fkrun exactly." },
    });
    expect([told.id, told.message, told.warnings, told.repeated?.of]).toEqual([
      "tale.fkrun",
      "long.reward.ts:3:5 threw: 1/2 of https://example.com/a is “x”.",
      ["The file other.fkrun is gone (run.fkrun)."],
      "tale.fkrun",
    ]);
  });
});

describe("the rows of a text that is revealed", () => {
  const rows = (text: string): string[] =>
    wrapped([{ text, masked: false }]).map((row) => row.map((piece) => piece.text).join(""));

  it("are broken between words", () => {
    expect(rows(`${"a word and ".repeat(6)}\nan end`)).toEqual([
      "a word and a word and a word and a word and a word and a",
      "word and  an end",
    ]);
  });

  it("are broken within what has no blanks, and between its characters", () => {
    expect(rows("x".repeat(130)).map(({ length }) => length)).toEqual([56, 56, 18]);
    expect(rows(`So ${"字".repeat(40)}`)).toEqual(["So", "字".repeat(27), "字".repeat(13)]);
    const family = "👨‍👩‍👧";
    expect(rows(family.repeat(40)).every((row) => row.replaceAll(family, "") === "")).toBe(true);
  });
});

it("tells no folder of another model, of one that a reward asks, or of a driver", () => {
  const run = newRunView("/a/tale.fkrun", {
    ...specification(),
    composition: { kind: "models", model: "/a/my models/other", exponents: [0.5, 0.5] },
    rewards: [
      { source: { kind: "builtin", name: "clip" }, weight: 1, parameters: { model: "/a/my models/clip" } },
      { source: { kind: "builtin", name: "contains" }, weight: 1, parameters: { words: "/drag.on/i" } },
    ],
  } as never);
  const reason = "/a/my models/cuda.so: cannot open shared object file";
  const tried = [{ provider: "cuda", milliseconds: undefined, reason }];
  const told = withoutPaths({ ...run, device: { provider: "cpu", execution: {}, tried } });
  expect(JSON.stringify(told)).not.toContain("my models");
  expect(told.specification).toMatchObject({
    composition: { model: "other" },
    rewards: [{ parameters: { model: "clip" } }, { parameters: { words: "/drag.on/i" } }],
  });
  expect(told.device?.tried[0]?.reason).toBe("cuda.so: cannot open shared object file");
});

it("tells no folder of Windows either, whatever it is called", () => {
  const run = newRunView("C:\\Users\\My Name\\runs\\tale.fkrun", {
    ...specification(),
    model: "C:\\Users\\My Name\\models\\tiny",
    rewards: [{ source: { kind: "file", path: "D:\\my work\\long.reward.ts" } }],
  } as never);
  const message = "D:\\my work\\long.reward.ts:3:5 threw beside C:\\Users\\My Name\\models\\tiny.";
  const told = withoutPaths({ ...run, message });
  expect(JSON.stringify(told)).not.toMatch(/My Name|my work|Users/u);
  expect([told.id, told.specification.model, told.message]).toEqual([
    "tale.fkrun",
    "tiny",
    "long.reward.ts:3:5 threw beside tiny.",
  ]);
});

it("says bytes as file managers do", () => {
  expect([0, 820, 999, 1000, 12_345, 999_600, 1_234_567, 2e9].map(formatBytes)).toEqual([
    "0 B",
    "820 B",
    "999 B",
    "1 kB",
    "12.3 kB",
    "1 MB",
    "1.2 MB",
    "2 GB",
  ]);
});
