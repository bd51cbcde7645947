/** Rows of a real graph in several threads at once: the numbers are the session's own to the bit, and without lanes everything goes on. */
import { execFile } from "node:child_process";
import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, it } from "vitest";
import { areWorthLanes, planLanes, withLanes } from "../../../src/runtime/onnx/lanedSession.ts";
import { openSession, type Feeds, type Session, type Values } from "../../../src/runtime/onnx/session.ts";
import { useFolder } from "../../support/useFolder.ts";

const graphOf = (model: string): string => join(import.meta.dirname, "../../../media/models", model, "unet/model.onnx");
const source = (name: string): string => JSON.stringify(join(import.meta.dirname, "../../../src/runtime/onnx", name));
/** More than any machine has lanes: they are faster then. */
const many = 100;

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
  const feeds = (row: number, batch = 1): Feeds => ({
    sample: waves([batch, 3, 32, 32], row),
    timestep: { data: new BigInt64Array(batch).fill(BigInt(10 * (row % 100))), dimensions: [batch] },
    encoder_hidden_states: waves([batch, 12, 96], row),
  });
  const numbers = async (of: Session, row: number, runs = many) => (await of.run(feeds(row), "out_sample", runs)).data;
  const width = (): number => laned.width?.(many) ?? 1;
  /** Runs rows one after the other until that is so. */
  const runUntil = async (isSo: () => boolean): Promise<void> => {
    for (let row = 0; !isSo(); row += 1) {
      await numbers(laned, row);
      await new Promise((resolve) => setTimeout(resolve, row < 32 ? 0 : 20));
    }
  };
  /** Runs rows until lanes were opened and all have ended. */
  const untilGivenUp = async (): Promise<void> => {
    let [begun, ended] = [0, 0];
    const watch = (worker: Worker): void => {
      begun += 1;
      worker.once("exit", () => (ended += 1));
    };
    process.on("worker", watch);
    try {
      await runUntil(() => begun === 2 && ended === 2);
    } finally {
      process.off("worker", watch);
    }
  };

  it("are there once rows have run, and give the session's numbers to the bit", async () => {
    expect(width()).toBe(1);
    await runUntil(() => width() > 1);
    expect(width()).toBe(2);
    const rows = Array.from({ length: 9 }, (_, row) => row);
    const found = await Promise.all(rows.map((row) => numbers(laned, row)));
    for (const row of rows) expect(found[row]).toEqual(await numbers(session, row));
    // A row that nothing else is asked for beside has all threads.
    expect(laned.width?.(1)).toBe(1);
    expect(await numbers(laned, 3, 1)).toEqual(found[3]);
  });

  it("are held against the session in each shape anew, and end where they give other numbers", async () => {
    // As if two rows at once were rounded otherwise by fewer threads.
    const other = (values: Values): Values => ({
      ...values,
      data: (values.data as Float32Array).map((one) => one + 1),
    });
    const odd: Session = {
      ...session,
      async run(fed, output) {
        const values = await session.run(fed, output);
        return values.dimensions[0] === 2 ? other(values) : values;
      },
    };
    laned = withLanes(odd, { path, bytes: 1000, provider: "cpu", threads: 2 });
    await runUntil(() => width() > 1);
    const two = await Promise.all([7, 8, 9].map((row) => laned.run(feeds(row, 2), "out_sample", many)));
    for (const [at, { data }] of two.entries())
      expect(data).toEqual(other(await session.run(feeds(7 + at, 2), "out_sample")).data);
    expect(width()).toBe(1);
  });

  it("are not used where their numbers are others from the first", async () => {
    await numbers(laned, 1);
    await copyFile(graphOf("emoji-scenes-large"), path);
    await untilGivenUp();
    expect(width()).toBe(1);
    expect(await numbers(laned, 5)).toEqual(await numbers(session, 5));
  });

  it("are not needed: where their graph is gone rows run one by one", async () => {
    await rm(path);
    await untilGivenUp();
    expect(width()).toBe(1);
    expect(await numbers(laned, 5)).toEqual(await numbers(session, 5));
  });

  it("rest where the session is faster", async () => {
    const known = await session.run(feeds(7, 2), "out_sample");
    const quick: Session = {
      ...session,
      run: async (fed, output) =>
        fed["timestep"]!.dimensions[0] === 1
          ? session.run(fed, output)
          : { ...known, data: (known.data as Float32Array).slice() },
    };
    laned = withLanes(quick, { path, bytes: 1000, provider: "cpu", threads: 2 });
    await runUntil(() => width() > 1);
    for (let row = 0; row < 12; row += 1)
      expect((await laned.run(feeds(7, 2), "out_sample", many)).data).toEqual(known.data);
    expect(width()).toBe(1);
    // Of another shape they are not the slower ones.
    await numbers(laned, 3);
    expect(width()).toBe(2);
  });

  it("make room where the session finds no memory beside them", async () => {
    let hunger = 0;
    const hungry: Session = {
      ...session,
      run(fed, output) {
        if (fed["timestep"]!.dimensions[0] === 1 || (hunger += 1) > 1) return session.run(fed, output);
        return Promise.reject(new Error("failed to allocate memory"));
      },
    };
    laned = withLanes(hungry, { path, bytes: 1000, provider: "cpu", threads: 2 });
    await runUntil(() => width() > 1);
    const { data } = await laned.run(feeds(3, 2), "out_sample", many);
    expect(width()).toBe(1);
    expect(data).toEqual((await session.run(feeds(3, 2), "out_sample")).data);
  });

  it("hand what they cannot do to the session, which says what is wrong, and is alone from then on", async () => {
    await runUntil(() => width() > 1);
    const right = feeds(0);
    // Of a shape that is known, so that a lane is asked first.
    const wrong = { ...right, timestep: { data: Float32Array.of(1), dimensions: [1] } };
    const all = await Promise.allSettled([wrong, feeds(1), feeds(2)].map((one) => laned.run(one, "out_sample", many)));
    expect(all.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect((all[0] as PromiseRejectedResult).reason).toMatchObject({ code: "internal" });
    expect(width()).toBe(1);
    expect(await numbers(laned, 7)).toEqual(await numbers(session, 7));
  });

  it("let a process exit in the midst of what they do", async () => {
    const program = join(folder, "exit.mjs");
    await writeFile(
      program,
      `
      const { openSession } = await import(${source("session.ts")});
      const { withLanes } = await import(${source("lanedSession.ts")});
      const graph = { path: ${JSON.stringify(path)}, bytes: 1000, provider: "cpu", threads: 2 };
      const laned = withLanes(await openSession(graph.path, graph), graph);
      const waves = (...dimensions) => {
        const data = new Float32Array(dimensions.reduce((product, one) => product * one)).fill(0.5);
        return { data, dimensions };
      };
      const feeds = {
        sample: waves(1, 3, 32, 32),
        timestep: { data: BigInt64Array.of(500n), dimensions: [1] },
        encoder_hidden_states: waves(1, 12, 96),
      };
      const run = () => laned.run(feeds, "out_sample", ${many});
      for (let row = 0; laned.width(${many}) === 1; row += 1) {
        if (row === 2000) process.exit(1);
        await run();
        await new Promise((resolve) => setTimeout(resolve, row < 32 ? 0 : 10));
      }
      for (let row = 0; row < 8; row += 1) void run();
      setTimeout(() => process.exit(7), 3);`,
    );
    const run = promisify(execFile)(process.execPath, [program], { timeout: 80_000, killSignal: "SIGKILL" });
    await expect(run).rejects.toMatchObject({ code: 7, signal: null, stderr: "" });
  });

  it("are as many as keep most threads busy, of models that are small enough for two", () => {
    const plan = (bytes: number, threads: number, free = 16e9) => planLanes(bytes, threads, free);
    expect(plan(9e6, 1)).toBeUndefined();
    expect(plan(9e6, 4)).toEqual({ count: 4, threads: 1 });
    expect(plan(9e6, 12)).toEqual({ count: 6, threads: 2 });
    expect(plan(9e6, 16)).toEqual({ count: 8, threads: 2 });
    expect(plan(200e6, 8)).toEqual({ count: 2, threads: 4 });
    expect(plan(300e6, 8)).toBeUndefined();
    expect(plan(200e6, 8, 2e9)).toBeUndefined();
  });

  it("are worth it for rows of a millisecond that keep half of them busy", () => {
    const eight = { count: 8, threads: 1 };
    expect([3, 4].map((rows) => areWorthLanes(rows, 10, eight))).toEqual([false, true]);
    expect([0.9, 1].map((milliseconds) => areWorthLanes(4, milliseconds, eight))).toEqual([false, true]);
  });
});
