import { describe, expect, it, vi } from "vitest";
import { createRunQueue } from "../../../src/engine/run/runQueue.ts";

function deferred<Value>() {
  return Promise.withResolvers<Value>();
}

describe("the run queue", () => {
  it("runs one at a time, in order, and tells who waits", async () => {
    const queue = createRunQueue();
    const signal = new AbortController().signal;
    const first = deferred<string>();
    const order: string[] = [];
    const waits = [vi.fn(), vi.fn()] as const;
    const a = queue.enqueue(() => (order.push("a"), first.promise), { signal, onWait: waits[0] });
    const b = queue.enqueue(async () => (order.push("b"), "b"), { signal, onWait: waits[1] });
    await Promise.resolve();
    expect(waits.map((wait) => wait.mock.calls.length)).toEqual([0, 1]);
    first.resolve("a");
    expect(await Promise.all([a, b])).toEqual(["a", "b"]);
    expect(order).toEqual(["a", "b"]);
  });

  it("goes on after a run that failed", async () => {
    const queue = createRunQueue();
    const options = { signal: new AbortController().signal, onWait: () => {} };
    const failed = queue.enqueue(() => Promise.reject(new Error("no")), options);
    const next = queue.enqueue(async () => "yes", options);
    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });

  it("lets a waiting run be stopped at once, and those behind it still wait for the one before", async () => {
    const queue = createRunQueue();
    const first = deferred<string>();
    const stop = new AbortController();
    const signal = new AbortController().signal;
    const running = queue.enqueue(() => first.promise, { signal, onWait: () => {} });
    const started = vi.fn();
    const stopped = queue.enqueue(async () => started(), { signal: stop.signal, onWait: () => {} });
    const third = vi.fn();
    const last = queue.enqueue(async () => third(), { signal, onWait: () => {} });
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(third).not.toHaveBeenCalled();
    first.resolve("done");
    await Promise.all([running, last]);
    expect(started).not.toHaveBeenCalled();
    expect(third).toHaveBeenCalledOnce();
  });
});
