/** What rows cost on the processor, as a run has it there: with the real runtime and real threads. */
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fastest, rowsApart } from "../../../src/runtime/device/probe/timing.ts";
import { filled } from "../../../src/runtime/onnx/filled.ts";
import { openSession, type Feeds, type Session } from "../../../src/runtime/onnx/session.ts";

const path = join(import.meta.dirname, "../../../media/models/emoji-scenes/unet/model.onnx");

describe("the time of rows on the processor", () => {
  let session: Session;
  let feeds: Feeds;
  let [begun, ended] = [0, 0];
  const watch = (worker: Worker): void => {
    begun += 1;
    worker.once("exit", () => (ended += 1));
  };

  beforeEach(async () => {
    session = await openSession(path, { provider: "cpu", bytes: 0, threads: 2 });
    const shapes: Record<string, readonly number[]> = { sample: [1, 3, 32, 32], encoder_hidden_states: [1, 12, 96] };
    feeds = Object.fromEntries(session.inputs.map((port) => [port.name, filled(port, 1, shapes[port.name] ?? [1])]));
    [begun, ended] = [0, 0];
    process.on("worker", watch);
    return () => session[Symbol.asyncDispose]();
  });
  afterEach(() => void process.off("worker", watch));

  /** The session, of which each run takes so many milliseconds more. */
  const slowed = (milliseconds: number): Session => ({
    ...session,
    run: async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return session.run(...given);
    },
  });
  const timed = (rows: number, bytes: number, threads?: number, slow: Session = session) =>
    rowsApart(slow, { path, bytes, output: "out_sample", ...(threads !== undefined && { threads }) }, feeds, rows);

  it("is that of rows side by side where a run would have lanes and they are faster, which are gone then", async () => {
    // Four rounds of two, of which each takes as long as a row in the session does without its wait, or not much longer.
    expect(await timed(8, 1000, 2, slowed(200))).toBeLessThan(8 * 200);
    expect([begun, ended]).toEqual([2, 2]);
  });

  it("is that of one after the other where a run would have none: one thread, a large graph, a slow one", async () => {
    expect(await timed(3, 1000, undefined, slowed(50))).toBeGreaterThan(3 * 49);
    expect(await timed(3, 1e9, 2, slowed(50))).toBeGreaterThan(3 * 49);
    expect(await timed(3, 1000, 2, slowed(400))).toBeGreaterThan(3 * 399);
    expect(begun).toBe(0);
  });

  it("is that of one after the other where no thread can load the graph", async () => {
    const gone = { path: `${path}.gone`, bytes: 1000, output: "out_sample", threads: 2 };
    const milliseconds = await rowsApart(slowed(50), gone, feeds, 4);
    expect(milliseconds).toBeGreaterThan(4 * 49);
    expect(milliseconds).toBeLessThan(Infinity);
    expect([begun, ended]).toEqual([2, 2]);
  });

  it("is known of few runs where each is slow, and of the fastest of several where it is not", async () => {
    let runs = 0;
    await fastest(async () => void (runs += 1));
    expect(runs).toBe(5);
    const slow = async (): Promise<void> => {
      runs += 1;
      await new Promise((resolve) => setTimeout(resolve, 1600));
    };
    expect(await fastest(slow)).toBeGreaterThan(1590);
    expect(runs).toBe(6);
  });
});
