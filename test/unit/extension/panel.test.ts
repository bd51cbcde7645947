import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { particleItems } from "../../../src/extension/commands/particleItems.ts";
import { coalesce } from "../../../src/extension/panel/coalesce.ts";
import { textFor } from "../../../src/extension/panel/insertedText.ts";
import { parsePayload } from "../../../src/extension/panel/panelPage.ts";
import { newRunView } from "../../../src/protocol/runView.ts";
import { withChange } from "../../../src/protocol/settingChange.ts";
import { progressIncrement, progressMessage } from "../../../src/extension/runs/progressMessage.ts";
import { particle, specification } from "./runs.ts";

describe("coalesced calls", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("act at once, then once an interval, and never lose the last", () => {
    const action = vi.fn();
    const coalesced = coalesce(action, 100);
    for (let i = 0; i < 10; i++) coalesced.call();
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledTimes(2);
    coalesced.call();
    expect(action).toHaveBeenCalledTimes(3);
  });

  it("wait for an action that takes longer, but not for one that never ends", async () => {
    const arrived: (() => void)[] = [];
    const action = vi.fn(() => new Promise<void>((resolve) => arrived.push(resolve)));
    const coalesced = coalesce(action, 100);
    for (let i = 0; i < 3; i++) coalesced.call();
    await vi.advanceTimersByTimeAsync(1000);
    expect(action).toHaveBeenCalledTimes(1);
    arrived[0]!();
    await vi.advanceTimersByTimeAsync(100);
    expect(action).toHaveBeenCalledTimes(2);
    coalesced.call();
    await vi.advanceTimersByTimeAsync(6000);
    expect(action).toHaveBeenCalledTimes(3);
  });

  it("go on after an action that failed", () => {
    const action = vi.fn();
    action.mockImplementationOnce(() => {
      throw new Error("It cannot be told.");
    });
    const coalesced = coalesce(action, 100);
    expect(() => coalesced.call()).toThrow("It cannot be told.");
    coalesced.call();
    vi.advanceTimersByTime(100);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it("do nothing once disposed", () => {
    const action = vi.fn();
    const coalesced = coalesce(action, 100);
    coalesced.call();
    coalesced.call();
    coalesced[Symbol.dispose]();
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledTimes(1);
  });
});

describe("what the page says", () => {
  it("of a change to a run's settings is one that a diagnosis may propose", () => {
    const change = { field: "firstScored", value: 24 } as const;
    expect(parsePayload("useSettings", undefined)).toBeUndefined();
    const asked = parsePayload("useSettings", { change });
    expect(withChange(specification(), asked!.change).schedule).toMatchObject({ kind: "every", first: 24 });
    for (const wrong of [{}, { change: { field: "model", value: 1 } }, { change: { field: "strength", value: NaN } }])
      expect(() => parsePayload("useSettings", wrong)).toThrow(/makes no sense/u);
  });

  it("is believed only in its shape", () => {
    for (const name of ["insert", "copy", "save", "show", "refine"] as const) {
      expect(parsePayload(name, { particle: 3 })).toEqual({ particle: 3 });
      for (const wrong of [
        undefined,
        {},
        { particle: -1 },
        { particle: 0.5 },
        { particle: "0" },
        { particle: 0, x: 1 },
      ]) {
        expect(() => parsePayload(name, wrong), JSON.stringify(wrong)).toThrow(/makes no sense/);
      }
    }
    expect(parsePayload("open", { what: "log" })).toEqual({ what: "log" });
    for (const wrong of [{ what: "shell" }, { what: "reward", path: 3 }, null]) {
      expect(() => parsePayload("open", wrong), JSON.stringify(wrong)).toThrow(/makes no sense/);
    }
    expect(() => parsePayload("run", "all of it")).toThrow(/makes no sense/);
  });
});

describe("what is inserted", () => {
  const place = (before: string) => ({ surroundings: () => ({ before, after: "" }) });
  const wrote = particle(0, 1, " there was");

  it("is what was written, where the run was asked to write or the beginning already stands", () => {
    expect(textFor(place("anything"), true, wrote, "Once upon a time")).toBe(" there was");
    expect(textFor(place("# Story\nOnce upon a time "), false, wrote, "Once upon a time")).toBe(" there was");
  });

  it("is the whole text elsewhere", () => {
    expect(textFor(place("My notes:\n"), false, wrote, "Once upon a time")).toBe("Once upon a time there was");
  });
});

describe("the particles to choose from", () => {
  it("are sorted by reward, equal texts once", () => {
    const view = {
      ...newRunView("a", specification()),
      particles: [
        particle(0, 0.1, " a"),
        particle(1, 0.9, " b\nc"),
        particle(2, 0.1, " a"),
        particle(3, -Infinity, ""),
      ],
    };
    expect(particleItems(view)).toEqual([
      { label: "0.900", detail: "b c", text: " b\nc" },
      { label: "0.100 · ×2", detail: "a", text: " a" },
      { label: "−∞", detail: "(nothing)", text: "" },
    ]);
  });
});

describe("the progress of a run", () => {
  it("is what it is doing, then step, ESS and time left", () => {
    const view = newRunView("a", specification());
    expect(progressMessage({ ...view, status: "loading", message: "Loading stories." })).toBe("Loading stories.");
    const running = {
      ...view,
      status: "running" as const,
      step: 4,
      particles: [particle(0, 1), particle(1, 1)],
      groups: [{ ...view.groups[0]!, scored: [{ step: 4, ess: 1.26, resampled: false, strength: 10, survivors: 2 }] }],
      secondsLeft: 3.2,
    };
    expect(progressMessage(running)).toBe("step 4 of 8 · ESS 1.3 of 2 · 4 s left");
    expect(progressMessage({ ...running, pass: { kind: "refinement", number: 3, count: 6 } })).toMatch(
      /^refinement, pass 3 of 6 · step 4 of 8/,
    );
    expect(progressMessage({ ...running, secondsLeft: 600 })).toContain("10 min left");
    expect(progressMessage({ ...running, secondsLeft: 0.4 })).toContain("less than a second left");
  });

  it("goes over all passes, forward alone, from before the model has said how many steps there are", () => {
    const view = newRunView("a", specification({ steps: undefined }));
    const passes = [1, 2].flatMap((number) =>
      [2, 4].map((at) => ({
        ...{ ...view, status: "running" as const, step: at, steps: 4 },
        pass: { kind: "run", number, count: 2 } as const,
      })),
    );
    const bar: (number | undefined)[] = [];
    let reported = 0;
    for (const at of [view, { ...view, status: "running" as const }, ...passes]) {
      const increment = progressIncrement(at, reported);
      reported += increment ?? 0;
      bar.push(increment === undefined ? undefined : reported);
    }
    expect(bar).toEqual([undefined, 0, 25, 50, 75, 100]);
  });
});
