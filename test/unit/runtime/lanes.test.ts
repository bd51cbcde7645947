/** Rows of a real graph in several threads at once: the numbers are the session's own to the bit, and without lanes everything goes on. */
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { planLanes, withLanes } from "../../../src/runtime/onnx/lanes.ts";
import { openSession, type Session } from "../../../src/runtime/onnx/session.ts";
import { useFolder } from "../../support/useFolder.ts";

const graphOf = (model: string): string => join(import.meta.dirname, "../../../media/models", model, "unet/model.onnx");
const [channels, size, tokens, width] = [3, 32, 12, 96];

describe("lanes", () => {
  const folder = useFolder();
  let path: string;
  let session: Session;
  let laned: Session;

  beforeEach(async () => {
    path = join(folder, "model.onnx");
    await copyFile(graphOf("emoji-scenes"), path);
    session = await openSession(path, { provider: "cpu", bytes: 0, threads: 2 });
    laned = withLanes(session, { path, bytes: 1000, provider: "cpu", threads: 2 });
    return async () => {
      await laned[Symbol.asyncDispose]();
      await session[Symbol.asyncDispose]();
    };
  });

  const waves = (dimensions: readonly number[], row: number) => ({
    data: new Float32Array(dimensions.reduce((product, one) => product * one, 1)).map((_, i) => Math.sin(row + i)),
    dimensions,
  });
  const feeds = (row: number) => ({
    sample: waves([1, channels, size, size], row),
    timestep: { data: BigInt64Array.of(BigInt(10 * (row % 100))), dimensions: [1] },
    encoder_hidden_states: waves([1, tokens, width], row),
  });
  const numbers = async (of: Session, row: number, isAmong = true) =>
    (await of.run(feeds(row), "out_sample", isAmong)).data;
  /** Runs rows one after the other until there are lanes; false: there are none after so many more than are needed, 20 ms apart. */
  const getsLanes = async (rows = 1500): Promise<boolean> => {
    for (let row = 0; row < 32 + rows; row += 1) {
      await numbers(laned, row);
      if (laned.width?.() !== 1) return true;
      await new Promise((resolve) => setTimeout(resolve, row < 32 ? 0 : 20));
    }
    return false;
  };

  it("are there once rows have run, and give the session's numbers to the bit", async () => {
    expect(laned.width?.()).toBe(1);
    expect(await getsLanes()).toBe(true);
    expect(laned.width?.()).toBe(2);
    const rows = Array.from({ length: 9 }, (_, row) => row);
    const found = await Promise.all(rows.map((row) => numbers(laned, row)));
    for (const row of rows) expect(found[row]).toEqual(await numbers(session, row));
    // A row that nothing else is asked for beside has all threads.
    expect(await numbers(laned, 3, false)).toEqual(found[3]);
  });

  it("are not used where their numbers are others", async () => {
    await numbers(laned, 1);
    await copyFile(graphOf("emoji-scenes-large"), path);
    expect(await getsLanes(60)).toBe(false);
    expect(await numbers(laned, 5)).toEqual(await numbers(session, 5));
  });

  it("are not needed: where their graph is gone rows run one by one", async () => {
    await rm(path);
    expect(await getsLanes(60)).toBe(false);
    expect(await numbers(laned, 5)).toEqual(await numbers(session, 5));
  });

  it("hand what they cannot do to the session, which says what is wrong, and is alone from then on", async () => {
    expect(await getsLanes()).toBe(true);
    const wrong = { ...feeds(0), sample: { data: new Float32Array(2), dimensions: [1, 2] } };
    const refused = await Promise.allSettled([
      laned.run(wrong, "out_sample", true),
      laned.run(feeds(1), "out_sample", true),
      laned.run(feeds(2), "out_sample", true),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({ code: "internal" });
    expect(laned.width?.()).toBe(1);
    expect(await numbers(laned, 7)).toEqual(await numbers(session, 7));
  });

  it("are as many as there are threads, of models that are small enough for two", () => {
    expect(planLanes(9e6, 1)).toBeUndefined();
    expect(planLanes(9e6, 4)).toEqual({ count: 4, threads: 1 });
    expect(planLanes(9e6, 16)).toEqual({ count: 8, threads: 2 });
    expect(planLanes(200e6, 8)).toEqual({ count: 2, threads: 4 });
    expect(planLanes(300e6, 8)).toBeUndefined();
  });
});
