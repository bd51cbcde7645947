/** What makes a device believed, with a CPU that answers from a table: a real one on a real device is in test/engine/webgpuBelief.test.ts. */
import { describe, expect, it } from "vitest";
import { SteeringError } from "../../../src/errors.ts";
import { heldAgainstCpu, rememberedBelief } from "../../../src/runtime/device/belief.ts";
import type { Machine } from "../../../src/runtime/device/machine.ts";
import type { ProbeRequest } from "../../../src/runtime/device/probe/messages.ts";
import type { Probed } from "../../../src/runtime/device/probeChild.ts";
import { createRecorder, type GraphRun } from "../../../src/runtime/device/recorder.ts";
import { spread, toldOf } from "../../../src/runtime/device/toldNumbers.ts";
import { memoryError } from "../../../src/runtime/onnx/memory.ts";
import type { Session, Values } from "../../../src/runtime/onnx/session.ts";
import { never, temporaryFolder } from "./modelFixture.ts";

const values = (numbers: readonly number[], dimensions: readonly number[] = [numbers.length]): Values => ({
  ...{ data: Float32Array.from(numbers), dimensions },
});
const ids = (...numbers: readonly number[]): Values => ({
  data: BigInt64Array.from(numbers, BigInt),
  dimensions: [1, numbers.length],
});
const graph = (path: string, result: Values, more: Partial<GraphRun> = {}): GraphRun => ({
  ...{ path, bytes: 10, output: "out", feeds: { x: values([1]) }, result },
  ...more,
});

/** Holds runs against a CPU that gives these numbers, or says why it has none; and what it was asked. */
async function held(runs: readonly GraphRun[], answers: Readonly<Record<string, readonly number[] | string>>) {
  const asked: ProbeRequest[] = [];
  const probe = (request: ProbeRequest): Promise<Probed> => {
    asked.push(request);
    const answer = answers[request.path] ?? "no answer";
    const known = { provider: request.provider, milliseconds: 1, reason: undefined };
    return Promise.resolve(
      typeof answer === "string" ? { ...known, reason: answer } : { ...known, output: Float32Array.from(answer) },
    );
  };
  return { belief: await heldAgainstCpu(runs, { threads: 2, signal: never, probe }), asked };
}

describe("a device's numbers in the midst of a run", () => {
  it("are asked of the CPU as they were fed, graph by graph, and told by the network's largest difference", async () => {
    const runs = [graph("m/unet/a.onnx", values([1, 2, 3.01])), graph("m/vae/b.onnx", values([1, 2, 3.02]))];
    const { belief, asked } = await held(runs, { "m/unet/a.onnx": [1, 2, 3], "m/vae/b.onnx": [1, 2, 3] });
    expect(belief).toEqual({ agreement: expect.closeTo(0.01, 5) as number, reason: undefined, unknown: undefined });
    expect(asked).toMatchObject([
      { path: "m/unet/a.onnx", provider: "cpu", threads: 2, output: "out", given: { feeds: runs[0]!.feeds } },
      { path: "m/vae/b.onnx" },
    ]);
  });

  it("are disbelieved for any graph of the model, which is named", async () => {
    const runs = [graph("m/unet/a.onnx", values([1, 2, 3])), graph("m/vae/b.onnx", values([1, 2, 9]))];
    const { belief } = await held(runs, { "m/unet/a.onnx": [1, 2, 3], "m/vae/b.onnx": [1, 2, 3] });
    expect(belief).toMatchObject({
      agreement: undefined,
      reason: expect.stringMatching(/^its numbers differ .*, in the midst of a run \(vae\/b\.onnx\): /u) as string,
    });
  });

  it("are held against the CPU's at the places alone that are still to be written", async () => {
    // Places 1 and 2 are masks; what the device says of the written ones is wrong, and nobody looks at it.
    const result = values([9, 9, 0, 5, 5, 0, 9, 9], [1, 4, 2]);
    const run = graph("t/a.onnx", result, { maskId: 1, feeds: { input_ids: ids(7, 1, 1, 8) } });
    const { belief, asked } = await held([run], { "t/a.onnx": [0, 5, 5, 0] });
    expect(asked[0]?.given?.rows).toEqual([1, 2]);
    expect(belief).toMatchObject({ agreement: 0, reason: undefined });
    const wrong = await held([run], { "t/a.onnx": [5, 0, 5, 0] });
    expect(wrong.belief.reason).toMatch(/^its most probable token is the CPU's at 50 % of the places/u);
  });

  it("are all looked at where the graph was asked for places, or where no place is a mask any more", async () => {
    const result = values([0, 5, 5, 0], [1, 2, 2]);
    const places = graph("t/a.onnx", result, { maskId: 1, feeds: { input_ids: ids(7, 1, 1), places: ids(1, 2) } });
    const written = graph("t/a.onnx", result, { maskId: 1, feeds: { input_ids: ids(7, 8) } });
    for (const run of [places, written])
      expect((await held([run], { "t/a.onnx": [0, 5, 5, 0] })).asked[0]?.given?.rows).toEqual([0, 1]);
  });

  it("are not known where the CPU cannot say, but for what another graph says", async () => {
    const runs = [graph("m/unet/a.onnx", values([1, 2, 3])), graph("m/vae/b.onnx", values([1, 2, 9]))];
    const silent = await held(runs, { "m/vae/b.onnx": "it died" });
    expect(silent.belief).toEqual({ agreement: undefined, reason: undefined, unknown: "no answer" });
    const nothing = await held(runs, { "m/unet/a.onnx": [Number.NaN, 1, 1], "m/vae/b.onnx": [1, 2, 9] });
    expect(nothing.belief.unknown).toBe("the CPU gave no numbers for unet/a.onnx");
    expect((await held(runs, { "m/vae/b.onnx": [1, 2, 3] })).belief.reason).toContain("vae/b.onnx");
    expect((await held([], {})).belief.unknown).toBe("none of its graphs was run");
  });
});

describe("what was found of a device", () => {
  const machine: Machine = {
    ...{ platform: "linux", arch: "x64", shipped: [], libraries: "", gpuSigns: ["/dev/dri/renderD128"] },
    drivers: ["6.1"],
  };
  const subject = { sha256: "a", precision: "float16", provider: "webgpu" } as const;
  const wrong = { agreement: undefined, reason: "its numbers are not finite", unknown: undefined };

  it("is remembered, good or bad, until model, precision, GPU or driver is another", async () => {
    await using cache = await temporaryFolder();
    const of = (what: object = {}, here: object = {}) =>
      rememberedBelief(cache.path, { ...subject, ...what }, { ...machine, ...here });
    expect((await of()).known).toBeUndefined();
    await (await of()).keep(wrong);
    expect((await of()).known).toEqual(wrong);
    for (const what of [{ sha256: "b" }, { precision: "float32" }, { provider: "cuda" }])
      expect((await of(what)).known, JSON.stringify(what)).toBeUndefined();
    for (const here of [{ drivers: ["6.2"] }, { gpuSigns: [] }, { arch: "arm64" }])
      expect((await of({}, here)).known, JSON.stringify(here)).toBeUndefined();
    const good = { agreement: 0.002, reason: undefined, unknown: undefined };
    await (await of({ sha256: "b" })).keep(good);
    expect((await of({ sha256: "b" })).known).toEqual(good);
    expect((await of()).known).toEqual(wrong);
  });

  it("is not remembered where nothing was found, or without a folder", async () => {
    await using cache = await temporaryFolder();
    await (await rememberedBelief(cache.path, subject, machine)).keep({ ...wrong, unknown: "the CPU had no memory" });
    expect((await rememberedBelief(cache.path, subject, machine)).known).toBeUndefined();
    await (await rememberedBelief(undefined, subject, machine)).keep(wrong);
    expect((await rememberedBelief(undefined, subject, machine)).known).toBeUndefined();
  });
});

describe("a recorder", () => {
  const session = (...results: readonly Values[]): Session => {
    const left = [...results];
    return {
      ...{ inputs: [], outputs: [] },
      run: () => Promise.resolve(left.shift()!),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };

  it("keeps the last run of each output, though whoever got the numbers writes to them", async () => {
    const recorder = createRecorder();
    const watched = recorder.watch(
      { path: "a", bytes: 1 },
      session(values([1]), values([2]), values([3]), values([4])),
    );
    await watched.run({ x: values([7]) }, "one");
    await watched.run({ x: values([8]) }, "other");
    const last = await watched.run({ x: values([9]) }, "one");
    (last.data as Float32Array).fill(0);
    expect(recorder.end()).toEqual([
      { path: "a", bytes: 1, output: "one", feeds: { x: values([9]) }, result: values([3]) },
      { path: "a", bytes: 1, output: "other", feeds: { x: values([8]) }, result: values([2]) },
    ]);
    await watched.run({ x: values([1]) }, "one");
    expect(recorder.end()).toEqual([]);
  });
});

describe("a device that fails", () => {
  const failing = (failure: Error): Session => ({
    ...{ inputs: [], outputs: [] },
    run: () => Promise.reject(failure),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });

  it.each([
    ["is noticed", new SteeringError("device-unavailable", "The device is lost."), true],
    ["is well where memory alone was short", memoryError("a", "webgpu", undefined), false],
    ["is well where it is the graph's failure", new SteeringError("internal", "a failed while it ran."), false],
  ])("%s, and the error goes on to whoever ran it", async (_, error, hasFailed) => {
    const recorder = createRecorder();
    const watched = recorder.watch({ path: "a", bytes: 1 }, failing(error));
    expect(recorder.hasFailed).toBe(false);
    await expect(watched.run({}, "one")).rejects.toBe(error);
    expect(recorder.hasFailed).toBe(hasFailed);
    expect(recorder.end()).toEqual([]);
  });
});

describe("the numbers that two processes compare", () => {
  it("are rows of the last dimension, or all, and no whole numbers", () => {
    const found = values([0, 1, 2, 3, 4, 5], [1, 3, 2]);
    expect(toldOf(found, [2, 0])).toEqual(Float32Array.of(4, 5, 0, 1));
    expect(toldOf(found)).toEqual(found.data);
    expect(toldOf(ids(1, 2))).toBeUndefined();
  });

  it("are of rows that are spread evenly where they would be too many, and of one at least", () => {
    expect(spread([3, 5, 8], 2)).toEqual([3, 5, 8]);
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7], 1_000_000)).toEqual([0, 2, 4, 6]);
    expect(spread([4, 9], 10_000_000)).toEqual([4]);
    expect(spread([], 2)).toEqual([]);
  });
});
