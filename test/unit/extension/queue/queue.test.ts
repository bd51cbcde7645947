import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Queue } from "../../../../src/extension/queue/queue.ts";
import { rowOfQueue } from "../../../../src/extension/queue/queueRow.ts";
import { statusWords, stepRate } from "../../../../src/extension/queue/statusWords.ts";
import { newRunView, withEvent, withFailure } from "../../../../src/protocol/runView.ts";
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

  it("has each run once and begins it once, one at a time, whatever is done with it in whatever order", async () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e", "f");
    const deed = fc.oneof(
      fc.record({ kind: fc.constant("enter"), id, patient: fc.boolean() }),
      fc.record({ kind: fc.constantFrom("leave", "up", "down", "last"), id }),
      fc.record({ kind: fc.constant("before"), id, other: id }),
      fc.record({ kind: fc.constantFrom("hold", "go on", "end") }),
    ) as fc.Arbitrary<{ kind: string; id: string; other: string; patient?: boolean }>;
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 60 }), async (deeds) => {
        const { queue, begun, enter, end } = queueOf();
        const entered = new Set<string>();
        for (const { kind, id: one, other, patient } of deeds) {
          if (kind === "enter" && !entered.has(one)) {
            entered.add(one);
            enter(one, { patient });
          } else if (kind === "leave") queue.leave(one);
          else if (kind === "up" || kind === "down") queue.shift(one, kind === "up" ? -1 : 1);
          else if (kind === "last") queue.move([one], undefined);
          else if (kind === "before") queue.move([one], other);
          else if (kind === "hold") queue.hold("why");
          else if (kind === "go on") queue.goOn();
          else if (kind === "end" && queue.current !== undefined) await end(queue.current);
          const { current, waiting } = queue;
          expect(new Set(waiting).size).toBe(waiting.length);
          expect(new Set(begun).size).toBe(begun.length);
          expect(waiting.filter((each) => begun.includes(each))).toEqual([]);
          if (current !== undefined) expect(begun.at(-1)).toBe(current);
        }
        // Nothing is forgotten: all that waits has its turn.
        const waited = [...queue.waiting];
        queue.goOn();
        while (queue.current !== undefined) await end(queue.current);
        expect(begun.slice(begun.length - waited.length)).toEqual(waited);
      }),
    );
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
      description: "next · sentiment-lexicon · λ 40 × 2 × seed 3",
      standing: "waiting",
    });
    expect(rowOfQueue(view, undefined)).toMatchObject({ standing: "current", icon: "loading~spin" });
    const failed = rowOfQueue(withFailure(view, new Error("It threw.")), undefined);
    expect(failed).toMatchObject({ standing: "failed", icon: "error" });
    expect(failed.details.at(-1)).toContain("It threw.");
  });
});
