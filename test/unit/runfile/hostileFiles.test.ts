import { execFileSync } from "node:child_process";
import { appendFile, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { viewOfDocument } from "../../../src/report/documentView.ts";
import { samplesPath } from "../../../src/runfile/format.ts";
import { openRunDocument } from "../../../src/runfile/document.ts";
import { LineIndex } from "../../../src/runfile/lineIndex.ts";
import { encodeLine } from "../../../src/runfile/numberCodec.ts";
import { readRunSummary } from "../../../src/runfile/summary.ts";
import { exampleEnd, exampleHeader, exampleResult, exampleStepAt, writeExampleRun } from "../../support/exampleRun.ts";
import { tryMutatedRuns } from "../../support/mutatedRuns.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });
const path = join(folder, "a.fkrun");

/** A line of so many bytes, between the header and the end; the bytes take no room on the disk. */
async function writeLongLine(bytes: number): Promise<void> {
  await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4)]);
  const { length } = await readFile(path);
  await appendFile(path, '{"kind":"step","iteration":0,"step":8,"steps":64,');
  await truncate(path, length + bytes);
  await appendFile(path, `\n${encodeLine(exampleEnd)}`);
}

/** Bytes that this process has read since it began. */
async function bytesRead(): Promise<number> {
  return Number(/rchar: (\d+)/u.exec(await readFile("/proc/self/io", "utf8"))![1]);
}

const mebibyte = 2 ** 20;

describe("a run file that stalls or kills who reads it", () => {
  it.each([15, 140, 600])(
    "with a line of %d MB: what is before it is shown, and nothing is joined",
    async (megabytes) => {
      await writeLongLine(megabytes * 1_000_000);
      const before = process.memoryUsage().arrayBuffers;
      await using document = await openRunDocument(path);
      const problem = megabytes === 15 ? undefined : /line 4 .*too long/u;
      if (problem === undefined) await expect(document.step(1)).rejects.toMatchObject({ code: "run-file" });
      else expect(document.problem?.message).toMatch(problem);
      expect((await document.step(0)).values).toEqual([0.5]);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(70 * mebibyte);
      expect(await viewOfDocument(document)).toMatchObject({ status: "failed", step: 4 });
    },
  );

  it("with a last line that has no end is listed by less than two MB of it", async () => {
    await writeLongLine(30_000_000);
    const handle = await open(path, "r+");
    const { size } = await handle.stat();
    await handle.truncate(size - encodeLine(exampleEnd).length - 1);
    await handle.close();
    await appendFile(path, "\n");
    const before = await bytesRead();
    expect((await readRunSummary(path)).end).toBeUndefined();
    expect((await bytesRead()) - before).toBeLessThan(2.2 * mebibyte);
  });

  it("of 50 GB that is no run's is refused by its first 17 MB", async () => {
    await writeFile(path, "");
    await truncate(path, 50_000_000_000);
    const before = await bytesRead();
    await expect(openRunDocument(path)).rejects.toThrow("does not begin with a run's header");
    expect((await bytesRead()) - before).toBeLessThan(17 * mebibyte);
  });

  it("with more in a line than can be taken in at once", async () => {
    await writeExampleRun(path, [exampleHeader]);
    await appendFile(path, `{"kind":"step","iteration":0,"step":4,"steps":64,"values":[${"1,".repeat(200_000)}1]}\n`);
    await appendFile(path, `{"kind":"step","iteration":0,"step":8,"steps":64,"values":${"[".repeat(200_000)}\n`);
    await using document = await openRunDocument(path);
    await expect(document.step(0)).rejects.toThrow(/line 2 .*too much/u);
    await expect(document.step(1)).rejects.toThrow(/line 3 .*too much/u);
  });

  it("of a hundred thousand lines is found line by line, and any step of it is had", async () => {
    await writeExampleRun(path, [exampleHeader]);
    const step = exampleStepAt(4).map(encodeLine).join("");
    const steps = Array.from({ length: 50_000 }, (_, i) => step.replaceAll('"iteration":0', `"iteration":${i}`));
    await appendFile(path, steps.join("") + encodeLine(exampleResult) + encodeLine(exampleEnd));
    await using document = await openRunDocument(path);
    expect([document.stepCount, document.end?.outcome]).toEqual([50_000, "done"]);
    expect((await document.step(49_999)).values).toEqual([0.5]);
  });

  it("of nothing but short lines is found in turns of ten thousand", async () => {
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4)]);
    await appendFile(path, `${"{}\n".repeat(200_000)}${encodeLine(exampleEnd)}`);
    let turns = 0;
    const others = (): void => {
      turns += 1;
      turn = setImmediate(others);
    };
    let turn = setImmediate(others);
    await using file = await open(path, "r");
    const index = new LineIndex();
    await index.extend(file, (await file.stat()).size);
    clearImmediate(turn);
    expect(turns).toBeGreaterThanOrEqual(20);
    expect(index.count).toBe(200_004);
    expect(index.at(index.count - 1)!.kind).toBe("end");
    expect([index.wholeBytes, index.rest]).toEqual([index.size, 0]);
  });

  it.runIf(process.platform !== "win32")("that is a pipe, or has one beside it, is waited for by nobody", async () => {
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4)]);
    const pipe = join(folder, "pipe.fkrun");
    await rm(samplesPath(path));
    for (const name of [pipe, samplesPath(path)]) execFileSync("mkfifo", [name]);
    await expect(openRunDocument(pipe)).rejects.toMatchObject({ code: "run-file", message: `${pipe} is not a file.` });
    await expect(readRunSummary(pipe)).rejects.toMatchObject({ code: "run-file" });
    await using document = await openRunDocument(path);
    expect(document.stepCount).toBe(1);
  });

  it("of format 1, with a step that has no group", async () => {
    const fixture = join(import.meta.dirname, "../../fixtures/runs/text-format1.fkrun");
    const text = await readFile(fixture, "utf8");
    await writeFile(path, text.replaceAll(/"groups":\[\{"prompt"[^\]]*\]/gu, '"groups":[]'));
    await using document = await openRunDocument(path);
    await expect(document.step(0)).rejects.toThrow(/groups has 0 entries and not 1/u);
    expect(await viewOfDocument(document)).toMatchObject({
      status: "failed",
      message: expect.stringMatching(/line 6 .*groups/u),
    });
  });

  it("by chance: 300 of them are shown as far as they go, or refused in words", async () => {
    const { files, refused, damaged, whole } = await tryMutatedRuns(300, 1);
    expect(files).toBe(refused + damaged + whole);
    expect(refused).toBeGreaterThan(10);
    expect(damaged).toBeGreaterThan(100);
  });
});
