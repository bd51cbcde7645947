import { describe, expect, it } from "vitest";
import { abreast, inRuns, usageClock } from "../../../src/runtime/onnx/abreast.ts";
import { rowsOf } from "../../../src/runtime/onnx/memory.ts";
import type { Session } from "../../../src/runtime/onnx/session.ts";

const never = new AbortController().signal;
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("runs side by side", () => {
  it.each([1, 3])("are each done once, begun in order, at most %i at once", async (width) => {
    const begun: number[] = [];
    let underWay = 0;
    let most = 0;
    await abreast(
      7,
      () => width,
      never,
      async (index) => {
        begun.push(index);
        underWay += 1;
        most = Math.max(most, underWay);
        await later();
        await later();
        underWay -= 1;
      },
    );
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(width);
  });

  it("end with the first error, once those under way have ended, and begin no other", async () => {
    const ended: number[] = [];
    const all = abreast(
      9,
      () => 3,
      never,
      async (index) => {
        await later();
        if (index === 1) throw new Error("no room");
        await later();
        ended.push(index);
      },
    );
    await expect(all).rejects.toThrow("no room");
    expect(ended).toEqual([0, 2]);
  });

  it("stop between two runs", async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const all = abreast(
      9,
      () => 2,
      stop.signal,
      async (index) => {
        begun.push(index);
        if (index === 3) stop.abort();
        await later();
      },
    );
    await expect(all).rejects.toMatchObject({ name: "AbortError" });
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it("are more at once as soon as more may be", async () => {
    let width = 1;
    const most: number[] = [];
    let underWay = 0;
    await abreast(
      9,
      () => width,
      never,
      async (index) => {
        underWay += 1;
        if (index === 2) width = 3;
        await later();
        await later();
        most.push(underWay);
        underWay -= 1;
      },
    );
    expect(most.slice(0, 3)).toEqual([1, 1, 1]);
    expect(Math.max(...most)).toBe(3);
  });

  it("halve where there is no memory, keep what is done, and do the rest", async () => {
    const rows = rowsOf("none.onnx", undefined, 4, () => 0);
    const session: Session = {
      inputs: [],
      outputs: [],
      run: () => never as never,
      [Symbol.asyncDispose]: async () => {},
    };
    const told: string[] = [];
    await inRuns(7, { rows, session, signal: never }, async (indices, runs) => {
      told.push(`${indices.join(" ")} of ${runs}`);
      if (indices.length > 2 && indices[0] !== 0) throw new Error("failed to allocate");
      await later();
    });
    expect(told).toEqual(["0 1 2 3 of 2", "4 5 6 of 2", "4 5 of 2", "6 of 2"]);
    const broken = inRuns(3, { rows, session, signal: never }, () => Promise.reject(new Error("broken")));
    await expect(broken).rejects.toThrow("broken");
  });

  it("are as many at once as the session takes of so many", async () => {
    const rows = rowsOf("wide.onnx", undefined, 1, () => 0);
    let [underWay, most] = [0, 0];
    const session: Session = {
      ...{ inputs: [], outputs: [], run: () => Promise.reject(new Error("unused")) },
      width: (runs) => (runs > 4 ? 3 : 1),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const of = async (count: number): Promise<number> => {
      most = 0;
      await inRuns(count, { rows, session, signal: never }, async (_, runs) => {
        expect(runs).toBe(count);
        underWay += 1;
        most = Math.max(most, underWay);
        await later();
        await later();
        underWay -= 1;
      });
      return most;
    };
    expect([await of(4), await of(5)]).toEqual([1, 3]);
  });

  it("count time that they overlap in once", async () => {
    const usage = { forwardPasses: 0, seconds: 0 };
    const timed = usageClock(usage);
    const start = performance.now();
    const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([timed(wait), timed(wait), timed(wait)]);
    const wall = (performance.now() - start) / 1000;
    expect(usage.seconds).toBeGreaterThan(0.04);
    expect(usage.seconds).toBeLessThanOrEqual(wall);
  });
});
