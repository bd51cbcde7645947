import { describe, expect, it } from "vitest";
import { parseAsked } from "../../../../src/extension/queue/askedRun.ts";
import { Queue } from "../../../../src/extension/queue/queue.ts";
import { QueueMemory } from "../../../../src/extension/queue/queueMemory.ts";
import { rowOfQueue } from "../../../../src/extension/queue/queueRow.ts";
import { statusWords, stepRate } from "../../../../src/extension/queue/statusWords.ts";
import { RunController } from "../../../../src/extension/runs/runController.ts";
import { newRunView, withEvent, withFailure } from "../../../../src/protocol/runView.ts";
import type { RunEvent } from "../../../../src/protocol/run.ts";
import { specification, step } from "../runs.ts";

/** A queue of runs that end when they are told to. */
function queueOf(...ids: readonly string[]) {
  const queue = new Queue();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const enter = (id: string, options = {}): void =>
    queue.enter(
      id,
      () => {
        begun.push(id);
        return new Promise((resolve) => ends.set(id, resolve));
      },
      options,
    );
  for (const id of ids) enter(id);
  const end = async (id: string): Promise<void> => {
    ends.get(id)!();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { queue, begun, enter, end };
}

describe("the queue", () => {
  it("begins what comes first, and the next when that is over", async () => {
    const { queue, begun, end } = queueOf("a", "b", "c");
    expect([queue.current, queue.waiting, begun]).toEqual(["a", ["b", "c"], ["a"]]);
    await end("a");
    await end("b");
    await end("c");
    expect([queue.current, queue.waiting, begun]).toEqual([undefined, [], ["a", "b", "c"]]);
  });

  it("moves several before another, keeps their order, and stays as it is where one is dropped on itself", () => {
    const { queue } = queueOf("a", "b", "c", "d", "e");
    queue.move(["e", "d"], "b");
    expect(queue.waiting).toEqual(["d", "e", "b", "c"]);
    queue.move(["d"], "d");
    queue.move(["a"], "c");
    expect(queue.waiting).toEqual(["d", "e", "b", "c"]);
    queue.move(["d"], undefined);
    queue.shift("d", 1);
    queue.shift("b", -1);
    queue.shift("e", 1);
    expect(queue.waiting).toEqual(["b", "c", "e", "d"]);
  });

  it("lets nothing begin by itself while it is held, but what a person asks for then", async () => {
    const { queue, begun, enter, end } = queueOf("a", "b");
    queue.hold("why");
    await end("a");
    expect([queue.current, queue.waiting, queue.held]).toEqual([undefined, ["b"], "why"]);
    enter("c");
    enter("d");
    await end("c");
    expect([begun, queue.waiting]).toEqual([
      ["a", "c"],
      ["b", "d"],
    ]);
    queue.goOn();
    expect([queue.current, queue.held]).toEqual(["b", undefined]);
  });

  it("is not held where nothing waits", () => {
    const { queue } = queueOf("a", "b");
    queue.hold("why");
    expect(queue.leave("b")).toBe(true);
    expect(queue.leave("a")).toBe(false);
    expect(queue.held).toBeUndefined();
    queue.hold("why");
    expect(queue.held).toBeUndefined();
  });

  it("is as it was after a reload, and waits there for a person", async () => {
    const kept = new Map<string, unknown>();
    const memento = {
      get: (key: string): unknown => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))),
      keys: () => [...kept.keys()],
    } as never;
    const begun: ((event: RunEvent) => void)[] = [];
    const ends: ((error: Error) => void)[] = [];
    const controller = (): RunController => {
      begun.length = 0;
      ends.length = 0;
      const never = (_: object, onEvent: (event: RunEvent) => void): Promise<never> => {
        begun.push(onEvent);
        return new Promise((_resolve, reject) => ends.push(reject));
      };
      return new RunController({
        ...{
          execute: never,
          resume: never,
          goOn: never,
          halt: () => {},
          abandon: () => {},
          onChange: () => {},
          onLog: () => {},
        },
      });
    };
    const before = controller();
    const from = { run: "/x.fkrun", step: 4, particle: 1 };
    for (const seed of [1, 2, 3]) {
      before.start({ kind: "run", specification: specification({ seed }), ...(seed === 3 && { from }) }, `/${seed}`);
    }
    before.queue.shift("/3", -1);
    new QueueMemory(memento).keep(before);
    const after = controller();
    const memory = new QueueMemory(memento);
    await memory.restore(after, async (asked) => {
      if (asked.kind !== "run") throw new Error("Nothing is resumed here.");
      return after.start(asked, `/again-${asked.specification.seed}`, { patient: true });
    });
    expect([after.queue.current, after.queue.waiting]).toEqual([undefined, ["/again-1", "/again-3", "/again-2"]]);
    expect(after.queue.held).toMatch(/^The window was reloaded/u);
    expect(after.asked("/again-3")).toMatchObject({ from, specification: { seed: 3 } });
    expect(after.view("/again-3")).toMatchObject({ status: "queued" });
    after.queue.goOn();
    memory.keep(after);
    expect(kept.get("queue")).toMatchObject([1, 3, 2].map((seed) => ({ kind: "run", specification: { seed } })));
    // One that has a file goes on in it.
    begun[0]!(step(4, []));
    memory.keep(after);
    expect(kept.get("queue")).toMatchObject([
      { kind: "resume", runFile: "/again-1" },
      { kind: "run" },
      { kind: "run" },
    ]);
    // When the window closes the engine ends, and with it the run under way: nothing follows from that.
    const [first] = kept.get("queue") as object[];
    memory.close(after);
    ends[0]!(new Error("FK Steering is shutting down."));
    await expect.poll(() => after.queue.current).toBeUndefined();
    memory.keep(after);
    expect(after.queue.waiting).toEqual(["/again-3", "/again-2"]);
    expect(kept.get("queue")).toMatchObject([first, { kind: "run" }, { kind: "run" }]);
  });

  it("believes of what was kept only what can be run", () => {
    const run = { kind: "run", specification: specification() };
    const bad = [null, 3, { kind: "walk" }, { kind: "run", specification: { particles: -1 } }, { kind: "resume" }];
    expect(parseAsked([run, ...bad, { kind: "resume", runFile: "/a" }])).toEqual([
      run,
      { kind: "resume", runFile: "/a" },
    ]);
    expect(parseAsked("much")).toEqual([]);
  });
});

describe("what is said of the queue", () => {
  const view = withEvent(newRunView("/a", specification({ prompt: "A\n$(flame) tale", seed: 3 })), step(4, []));

  it("tells device, step, steps a second and how many wait in the status bar", () => {
    const run = { ...view, device: { provider: "cpu", tried: [] } } as const;
    // 8 − 4 steps are left, and take 4 s.
    expect(stepRate(run)).toBe(1);
    expect(statusWords(run, { waiting: 2, held: undefined })).toMatchObject({
      text: "cpu · 4/8 · 1 steps/s · 2 waiting",
      spoken: "running, on cpu, 2 waiting",
    });
    expect(statusWords(undefined, { waiting: 1, held: "Why." })).toMatchObject({
      text: "1 waiting",
      tooltip: "1 run waits. Why.",
    });
    expect(statusWords(undefined, { waiting: 0, held: undefined })).toBeUndefined();
    expect(stepRate({ ...run, secondsLeft: 0 })).toBeUndefined();
  });

  it("counts the passes that are left into the rate", () => {
    const pass = { kind: "run", number: 1, count: 3 } as const;
    expect(stepRate({ ...view, pass, step: 4, steps: 8, secondsLeft: 10 })).toBe(2);
  });

  it("calls a run by its prompt, says which is next, and draws no icon that a prompt names", () => {
    expect(rowOfQueue(view, 1)).toMatchObject({
      label: "A $\u2060(flame) tale",
      description: "next · sentiment · λ 40 × 2 × seed 3",
      standing: "waiting",
    });
    expect(rowOfQueue(view, undefined)).toMatchObject({ standing: "current", icon: "loading~spin" });
    const failed = rowOfQueue(withFailure(view, new Error("It threw.")), undefined);
    expect(failed).toMatchObject({ standing: "failed", icon: "error" });
    expect(failed.details.at(-1)).toContain("It threw.");
  });
});
