/** Drawing as often as the page can keep up with. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Paced } from "../../../webview/host/paced.ts";

describe("paced drawing", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 16));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("draws the first at once, then once for many calls, and never loses the last", () => {
    let state = 0;
    const drawn: number[] = [];
    const paced = new Paced(() => drawn.push(state));
    for (state of [1, 2, 3]) paced.call();
    expect(drawn).toEqual([1]);
    vi.advanceTimersByTime(40);
    expect(drawn).toEqual([1, 3]);
    state = 4;
    paced.call();
    vi.advanceTimersByTime(40);
    expect(drawn).toEqual([1, 3, 4]);
    vi.advanceTimersByTime(1000);
    expect(drawn).toEqual([1, 3, 4]);
  });

  it("goes on drawing after a drawing that failed", () => {
    let count = 0;
    const paced = new Paced(() => {
      count += 1;
      if (count === 1) throw new Error("It cannot be drawn.");
    });
    expect(() => paced.call()).toThrow("It cannot be drawn.");
    paced.call();
    vi.advanceTimersByTime(100);
    expect(count).toBe(2);
  });

  it("rests three times as long as drawing took, and draws what came meanwhile", () => {
    let count = 0;
    const paced = new Paced(() => {
      count += 1;
      // The clock goes on, the timers do not: what a long drawing looks like.
      const now = performance.now();
      vi.spyOn(performance, "now").mockReturnValue(now + 100);
    });
    paced.call();
    vi.advanceTimersByTime(20);
    expect(count).toBe(1);
    paced.call();
    vi.advanceTimersByTime(250);
    expect(count).toBe(1);
    vi.advanceTimersByTime(100);
    expect(count).toBe(2);
  });
});
