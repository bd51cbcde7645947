import { describe, expect, it } from "vitest";
import { memoryError } from "../../../../src/runtime/onnx/memory.ts";
import type { Feeds, Session, Values } from "../../../../src/runtime/onnx/session.ts";
import { createGuidedDenoiser } from "../../../../src/runtime/image/guidedDenoiser.ts";
import { usageClock } from "../../../../src/runtime/onnx/abreast.ts";
import { asTheyAre } from "../../../../src/runtime/image/stateLayout.ts";

const never = new AbortController().signal;
const shape = { channels: 1, height: 1, width: 2 };
const embedding = (value: number) => ({ encoder_hidden_states: { data: Float32Array.of(value), dimensions: [1, 1] } });

/** A graph whose output is its input plus what it is told, and that has room for so many rows. */
function session(room = Infinity, timeType = "int64"): { session: Session; fed: Feeds[] } {
  const fed: Feeds[] = [];
  const graph: Session = {
    inputs: [{ name: "timestep", type: timeType, dimensions: ["batch"] }],
    outputs: [],
    run(feeds) {
      fed.push(feeds);
      const { data, dimensions } = feeds["sample"]!;
      const rows = dimensions[0]!;
      if (rows > room) return Promise.reject(memoryError("unet", "webgpu", undefined));
      const told = feeds["encoder_hidden_states"]?.data as Float32Array | undefined;
      const out = Float32Array.from(data as Float32Array, (value, i) => value + (told?.[Math.floor(i / 2)] ?? 0));
      return Promise.resolve({ data: out, dimensions } satisfies Values);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { session: graph, fed };
}

let opened = 0;

/** Of a file of its own unless one is named: what fits is remembered by it. */
function denoiser(graph: Session, chunk: number, batch?: number, file = `unet ${(opened += 1)}`) {
  const usage = { forwardPasses: 0, seconds: 0 };
  const signature = { timestep: graph.inputs[0]!, batch, height: undefined, width: undefined };
  const names = { graph: file, sample: "sample", output: "out_sample", layout: asTheyAre };
  return {
    usage,
    ...createGuidedDenoiser({ session: graph, signature, chunk, usage, timed: usageClock(usage), ...names }),
  };
}

const at = (scale: number, timestep = 7, signal = never) => ({ shape, scale, timestep, signal });

const inputs = [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)];

describe("a guided denoiser", () => {
  it("goes from the unconditional prediction past the conditional one, by the scale", async () => {
    const guided = denoiser(session().session, 4);
    const guides = inputs.map(() => ({ towards: embedding(10), away: embedding(4) }));
    // away + 3 · (towards − away) = x + 4 + 3 · 6
    expect(await guided.predict(inputs, guides, at(3))).toEqual(inputs.map((input) => input.map((x) => x + 22)));
    expect(guided.usage.forwardPasses).toBe(6);
  });

  it("takes one pass where there is nothing to go away from, or nothing to be told", async () => {
    const guided = denoiser(session().session, 4);
    const guides = inputs.map(() => ({ towards: embedding(10), away: undefined }));
    expect((await guided.predict(inputs, guides, at(1)))[0]).toEqual(Float32Array.of(11, 12));
    expect(await guided.predict(inputs, undefined, at(1))).toEqual(inputs);
    expect(guided.usage.forwardPasses).toBe(6);
  });

  it("gives the same whatever the chunk", async () => {
    const guides = inputs.map((_, i) => ({ towards: embedding(i), away: embedding(-i) }));
    const [one, all] = await Promise.all(
      [1, 3].map((chunk) => denoiser(session().session, chunk).predict(inputs, guides, at(2))),
    );
    expect(one).toEqual(all);
  });

  it("halves the chunk until the device has room, and keeps it so", async () => {
    const { session: graph, fed } = session(1);
    const guided = denoiser(graph, 4);
    expect(await guided.predict(inputs, undefined, at(1))).toEqual(inputs);
    const tried = fed.map((feeds) => feeds["sample"]!.dimensions[0]);
    expect(tried).toEqual([3, 2, 1, 1, 1]);
    fed.length = 0;
    await guided.predict(inputs, undefined, at(1));
    expect(fed).toHaveLength(3);
  });

  it("begins with what fitted where the same file is opened again, and no other", async () => {
    const { session: graph, fed } = session(1);
    const rowsOfRuns = async (file: string): Promise<unknown> => {
      fed.length = 0;
      await denoiser(graph, 4, undefined, file).predict(inputs, undefined, at(1));
      return fed.map((feeds) => feeds["sample"]!.dimensions[0]);
    };
    expect(await rowsOfRuns("large unet")).toEqual([3, 2, 1, 1, 1]);
    expect(await rowsOfRuns("large unet")).toEqual([1, 1, 1]);
    expect(await rowsOfRuns("another unet")).toEqual([3, 2, 1, 1, 1]);
  });

  it("says so when there is no room for a single image", async () => {
    await expect(denoiser(session(0).session, 4).predict(inputs, undefined, at(1))).rejects.toThrow(
      /needs more memory for a single run than the device has/,
    );
  });

  it("tells the time as the graph declares it: a number a row, whole or not", async () => {
    const { session: whole, fed: ofWhole } = session(Infinity, "int64");
    await denoiser(whole, 3).predict(inputs, undefined, at(1, 499.6));
    expect(ofWhole[0]!["timestep"]).toEqual({ data: BigInt64Array.of(500n, 500n, 500n), dimensions: [3] });
    const { session: real, fed: ofReal } = session(Infinity, "float32");
    await denoiser(real, 3).predict(inputs, undefined, at(1, 0.5));
    expect(ofReal[0]!["timestep"]).toEqual({ data: Float32Array.of(0.5, 0.5, 0.5), dimensions: [3] });
  });

  it("tells once what all rows have in common where the graph has no dimension for the batch, in whole numbers where it wants them", async () => {
    const { session: graph, fed } = session();
    const ports = [
      { name: "img_ids", type: "int64", dimensions: ["tokens", 3] },
      { name: "txt_ids", type: "float32", dimensions: ["batch_size", "tokens", 3] },
      { name: "guidance", type: "float32", dimensions: ["batch_size"] },
    ];
    const ids = { data: Float32Array.of(0, 1, 2), dimensions: [1, 3] };
    const told = { img_ids: ids, txt_ids: ids, guidance: { data: Float32Array.of(3.5), dimensions: [] } };
    const guides = [told, told].map((towards) => ({ towards, away: undefined }));
    await denoiser({ ...graph, inputs: [...graph.inputs, ...ports] }, 2).predict(inputs.slice(1), guides, at(1));
    expect(fed[0]).toMatchObject({
      img_ids: { data: BigInt64Array.of(0n, 1n, 2n), dimensions: [1, 3] },
      txt_ids: { data: Float32Array.of(0, 1, 2, 0, 1, 2), dimensions: [2, 1, 3] },
      guidance: { data: Float32Array.of(3.5, 3.5), dimensions: [2] },
    });
  });

  it("fills up the batch that a graph has fixed, and counts what was asked for", async () => {
    const { session: graph, fed } = session();
    const guided = denoiser(graph, 1, 2);
    expect(await guided.predict(inputs, undefined, at(1))).toEqual(inputs);
    expect(fed.map((feeds) => [...(feeds["sample"]!.data as Float32Array)])).toEqual([
      [1, 2, 3, 4],
      [5, 6, 5, 6],
    ]);
    expect(guided.usage.forwardPasses).toBe(3);
  });

  it("cannot halve a batch that the graph has fixed", async () => {
    const full = denoiser(session(1).session, 1, 2);
    await expect(full.predict(inputs, undefined, at(1))).rejects.toThrow(/more memory for a single run/);
  });

  it("begins no run that it was told to stop before, however long the one before took its turn", async () => {
    const stop = new AbortController();
    const { session: graph, fed } = session();
    const run: typeof graph.run = (...asked) => {
      // Due within this run, as what a person does is.
      if (fed.length === 0) setTimeout(() => stop.abort());
      const end = performance.now() + 20;
      while (performance.now() < end);
      return graph.run(...asked);
    };
    await expect(denoiser({ ...graph, run }, 1).predict(inputs, undefined, at(1, 7, stop.signal))).rejects.toThrow();
    expect(fed).toHaveLength(1);
  });

  it("stops when it is told to", async () => {
    const stopped = AbortSignal.abort();
    await expect(denoiser(session().session, 1).predict(inputs, undefined, at(1, 7, stopped))).rejects.toThrow();
  });
});
