/** What a row costs on the processor, as a run has it there: with the real runtime and real threads. */
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fastest, rowApart } from "../../../src/runtime/device/probe/timing.ts";
import { filled } from "../../../src/runtime/onnx/filled.ts";
import { openSession, type Feeds, type Session } from "../../../src/runtime/onnx/session.ts";

const path = join(import.meta.dirname, "../../../media/models/emoji-scenes/unet/model.onnx");

describe("a row's time on the processor", () => {
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

  const timed = (bytes: number, threads?: number, slow: Session = session) =>
    rowApart(slow, { path, bytes, output: "out_sample", ...(threads !== undefined && { threads }) }, feeds);

  it("is that of rows side by side where a run would have lanes, which are gone then", async () => {
    const milliseconds = await timed(1000, 2);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(Infinity);
    expect([begun, ended]).toEqual([2, 2]);
  });

  it("is that of one alone where a run would have none: one thread, a large graph, a slow one", async () => {
    const sleepy: Session = {
      ...session,
      run: async (...given) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        return session.run(...given);
      },
    };
    expect(await timed(1000)).toBeGreaterThan(0);
    expect(await timed(1e9, 2)).toBeGreaterThan(0);
    expect(await timed(1000, 2, sleepy)).toBeGreaterThan(399);
    expect(begun).toBe(0);
  });

  it("is that of one alone where no thread can load the graph", async () => {
    const gone = { path: `${path}.gone`, bytes: 1000, output: "out_sample", threads: 2 };
    expect(await rowApart(session, gone, feeds)).toBeLessThan(Infinity);
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
