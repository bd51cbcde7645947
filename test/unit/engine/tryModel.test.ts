/** Real children. Models that stall are written on the spot. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tryModel } from "../../../src/engine/models/trial/tryModel.ts";
import { bySize, limitsFor } from "../../../src/protocol/limits.ts";
import { type ModelFixture, never, temporaryFolder, writeModel } from "../runtime/modelFixture.ts";
import { stallTokenizer } from "../runtime/stallTokenizer.ts";

async function attempt(
  fixture: ModelFixture,
  limits = bySize,
  change?: (path: string) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const path = await writeModel(folder.path, fixture);
  await change?.(path);
  await tryModel(path, { kind: "text", limits, signal: never });
}

describe("the trial of a model", () => {
  it("lets a sound one pass, and does not try it again before it changes", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    const trial = (limits = bySize) => tryModel(path, { kind: "text", limits, signal: never });
    await trial();
    const none = { seconds: 60, megabytes: 1 };
    await trial(none);
    const config = join(path, "config.json");
    await writeFile(config, `${await readFile(config, "utf8")}\n`);
    await expect(trial(none)).rejects.toMatchObject({ code: "model-limit" });
  });

  it("throws what opening it throws", async () => {
    const opened = attempt({ tokenizer: "maskless" });
    await expect(opened).rejects.toMatchObject({
      code: "model-tokenizer",
      details: { file: expect.any(String) as string },
    });
  });

  it("ends at its deadline where a pattern of the tokenizer never does", async () => {
    const opened = attempt({}, { seconds: 3, megabytes: 2000 }, stallTokenizer);
    await expect(opened).rejects.toMatchObject({
      code: "model-limit",
      details: { limit: "time" },
      message: expect.stringMatching(/not open after 3 s; it was ended while its .*openTimeout/) as string,
    });
  });

  it("ends at its memory limit", async () => {
    const opened = attempt({}, { seconds: 60, megabytes: 20 });
    await expect(opened).rejects.toMatchObject({
      code: "model-limit",
      details: { limit: "memory" },
      message: expect.stringMatching(/more than 20 MB to open.*openMemory/) as string,
    });
  });

  it("ends when it is stopped, while the files still stall it", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    await stallTokenizer(path);
    const controller = new AbortController();
    const trial = tryModel(path, { kind: "text", limits: bySize, signal: controller.signal });
    setTimeout(() => controller.abort(), 500);
    await expect(trial).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("the limits of an opening", () => {
  it("go by what lies in the folder, each on its own, unless they are named", () => {
    expect(limitsFor(0, bySize)).toEqual({ seconds: 60, megabytes: 2048 });
    expect(limitsFor(4e9, bySize)).toEqual({ seconds: 180, megabytes: 2048 + Math.ceil((3 * 4e9) / 2 ** 20) });
    expect(limitsFor(4e9, { seconds: 5, megabytes: 0 }).seconds).toBe(5);
    expect(limitsFor(0, { seconds: 0, megabytes: 7 })).toEqual({ seconds: 60, megabytes: 7 });
  });
});
