/** What a window's reload leaves of a queue. */
import { describe, expect, it, vi } from "vitest";
import { SteeringError } from "../../../../src/errors.ts";
import { parseAsked, type AskedRun } from "../../../../src/extension/queue/askedRun.ts";
import { parseFailures } from "../../../../src/extension/queue/failedRuns.ts";
import { QueueMemory } from "../../../../src/extension/queue/queueMemory.ts";
import { type Run, RunController } from "../../../../src/extension/runs/runController.ts";
import type { RunEvent } from "../../../../src/protocol/run.ts";
import { specification, step } from "../runs.ts";

interface Call {
  readonly onEvent: (event: RunEvent) => void;
  readonly reject: (error: Error) => void;
}

/** The workspace's memory, and windows on it one after the other, whose runs go on until they are ended. */
function windows() {
  const kept = new Map<string, unknown>();
  const update = vi.fn(async (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))));
  const memento = { get: (key: string): unknown => kept.get(key), update, keys: () => [...kept.keys()] } as never;
  const open = () => {
    const calls: Call[] = [];
    const lost = vi.fn<(reasons: readonly unknown[]) => void>();
    const memory = new QueueMemory(memento, lost);
    const goesOn = (_: object, onEvent: Call["onEvent"]): Promise<never> =>
      new Promise((_resolve, reject) => calls.push({ onEvent, reject }));
    const runs = new RunController({
      ...{ execute: goesOn, resume: goesOn, goOn: goesOn, halt: () => {}, abandon: () => {}, onLog: () => {} },
      // As a window does.
      onChange: () => memory.keep(runs),
    });
    runs.queue.onDidChange(() => memory.keep(runs));
    runs.failed.onDidChange(() => memory.keep(runs));
    const start = (seed: number, from?: { run: string; step: number; particle: number }): Run =>
      runs.start({ kind: "run", specification: specification({ seed }), ...(from && { from }) }, `/${seed}`);
    const again = async (asked: AskedRun): Promise<Run> => {
      if (asked.kind !== "run") throw new SteeringError("run-file", `${asked.runFile} is gone.`);
      return runs.start(asked, `/again-${asked.specification.seed}`, { patient: true });
    };
    return { calls, lost, memory, runs, start, again };
  };
  return { kept, update, open };
}

describe("a queue over a reload of its window", () => {
  it("is as it was, and waits there for a person", async () => {
    const { kept, open } = windows();
    const before = open();
    const from = { run: "/x.fkrun", step: 4, particle: 1 };
    for (const seed of [1, 2]) before.start(seed);
    before.start(3, from);
    before.runs.queue.shift("/3", -1);
    const { runs, memory, calls, again } = open();
    await memory.restore(runs, again);
    expect([runs.queue.current, runs.queue.waiting]).toEqual([undefined, ["/again-1", "/again-3", "/again-2"]]);
    expect(runs.queue.held).toMatch(/^The window was reloaded/u);
    expect(runs.asked("/again-3")).toMatchObject({ from, specification: { seed: 3 } });
    expect(runs.view("/again-3")).toMatchObject({ status: "queued" });
    runs.queue.goOn();
    expect(kept.get("queue")).toMatchObject([1, 3, 2].map((seed) => ({ kind: "run", specification: { seed } })));
    // One that has a file goes on in it.
    calls[0]!.onEvent(step(4, []));
    expect(kept.get("queue")).toMatchObject([
      { kind: "resume", runFile: "/again-1" },
      { kind: "run" },
      { kind: "run" },
    ]);
    // When the window closes the engine ends, and with it the run under way: nothing follows from that.
    const [first] = kept.get("queue") as object[];
    memory.close(runs);
    calls[0]!.reject(new Error("FK Steering is shutting down."));
    await expect.poll(() => runs.queue.current).toBeUndefined();
    expect(runs.queue.waiting).toEqual(["/again-3", "/again-2"]);
    expect(kept.get("queue")).toMatchObject([first, { kind: "run" }, { kind: "run" }]);
  });

  it("has what failed, with why, until that is let go of", async () => {
    const { open } = windows();
    const before = open();
    for (const seed of [1, 2]) before.start(seed);
    before.calls[0]!.reject(new SteeringError("reward-threw", "It threw."));
    await expect.poll(() => before.runs.failed.all).toHaveLength(1);
    const { runs, memory, again } = open();
    await memory.restore(runs, again);
    expect(runs.failed.all).toMatchObject([
      {
        id: "/1",
        asked: { kind: "run" },
        view: { status: "failed", message: "It threw.", specification: { seed: 1 } },
      },
    ]);
    // No run of this window: what is shown of it is in its file, if it has one.
    expect(runs.view("/1")).toBeUndefined();
    runs.failed.forget("/1");
    const after = open();
    await after.memory.restore(after.runs, after.again);
    expect(after.runs.failed.all).toEqual([]);
  });

  it("loses nothing where the window closes before all of it is there again", async () => {
    const { kept, open } = windows();
    const before = open();
    for (const seed of [1, 2, 3]) before.start(seed);
    const all = kept.get("queue");
    const { runs, memory, again } = open();
    const never = new Promise<never>(() => {});
    void memory.restore(runs, (asked) =>
      asked.kind === "run" && asked.specification.seed === 2 ? never : again(asked),
    );
    await expect.poll(() => runs.queue.waiting).toEqual(["/again-1"]);
    memory.close(runs);
    expect(kept.get("queue")).toEqual(all);
  });

  it("says once why some of it is there no longer, and not again after the next reload", async () => {
    const { kept, open } = windows();
    kept.set("queue", [
      { kind: "resume", runFile: "/gone.fkrun" },
      { kind: "goOn", runFile: "/gone-too.fkrun", until: { kind: "seconds", seconds: 1 } },
    ]);
    const first = open();
    await first.memory.restore(first.runs, first.again);
    expect(first.lost.mock.calls).toMatchObject([[[{ message: "/gone.fkrun is gone." }, { code: "run-file" }]]]);
    expect([first.runs.queue.held, kept.get("queue")]).toEqual([undefined, []]);
    const second = open();
    await second.memory.restore(second.runs, second.again);
    expect(second.lost).not.toHaveBeenCalled();
  });

  it("keeps a run that goes on from its end as that, for its file has come to an end before", () => {
    const { kept, open } = windows();
    const { runs, calls, start } = open();
    const until = { kind: "seconds", seconds: 1 } as const;
    start(1);
    const { id } = runs.goOn({ ...runs.view("/1")!, id: "/done", status: "done" }, until, async () => runs.view("/1")!);
    start(2);
    runs.stop("/1");
    calls[0]!.reject(new Error("stopped"));
    return expect
      .poll(() => {
        calls[1]?.onEvent(step(4, []));
        return kept.get("queue");
      })
      .toMatchObject([{ kind: "goOn", runFile: id, until }, { kind: "run" }]);
  });

  it("is written once for many steps of the run under way", () => {
    const { update, open } = windows();
    const { start, calls } = open();
    for (const seed of [1, 2]) start(seed);
    calls[0]!.onEvent(step(1, []));
    update.mockClear();
    const spy = vi.spyOn(JSON, "stringify");
    for (let at = 2; at < 50; at++) calls[0]!.onEvent(step(at, []));
    expect([update.mock.calls.length, spy.mock.calls.length]).toEqual([0, 0]);
    spy.mockRestore();
  });

  it("believes of what was kept only what can be run", () => {
    const run = { kind: "run", specification: specification() };
    const bad = [null, 3, { kind: "walk" }, { kind: "run", specification: { particles: -1 } }, { kind: "resume" }];
    expect(parseAsked([run, ...bad, { kind: "resume", runFile: "/a" }])).toEqual([
      run,
      { kind: "resume", runFile: "/a" },
    ]);
    expect(parseAsked("much")).toEqual([]);
    const failed = { id: "/a", asked: run, specification: specification({ seed: 3 }), message: "It threw." };
    const worse = [null, { ...failed, asked: 3 }, { ...failed, specification: {} }, { ...failed, message: 3 }];
    expect(parseFailures([...worse, failed])).toMatchObject([
      { id: "/a", asked: run, view: { status: "failed", message: "It threw.", specification: { seed: 3 } } },
    ]);
    expect(parseFailures({ length: 1 })).toEqual([]);
  });
});
