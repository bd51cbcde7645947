import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startDeadline } from "../../../src/engine/reward/sandbox/deadline.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

describe("a deadline", () => {
  it("is over after its time", () => {
    const over = vi.fn();
    using _ = startDeadline(1000, 500, over);
    vi.advanceTimersByTime(999);
    expect(over).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(over).toHaveBeenCalledOnce();
  });

  it("is not over at once where it is longer than a timer can be", () => {
    const over = vi.fn();
    // A minute a sample, of 625 particles with 64 draws.
    using _ = startDeadline(60_000 * 40_000, 500, over);
    vi.advanceTimersByTime(60_000);
    expect(over).not.toHaveBeenCalled();
  });

  it("stands still in a pause, and in one that lies in another, and has what was left after it", () => {
    const over = vi.fn();
    using deadline = startDeadline(1000, 10_000, over);
    vi.advanceTimersByTime(400);
    const pauses = [deadline.pause(), deadline.pause()];
    vi.advanceTimersByTime(3000);
    pauses[0]![Symbol.dispose]();
    vi.advanceTimersByTime(3000);
    pauses[1]![Symbol.dispose]();
    vi.advanceTimersByTime(599);
    expect(over).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(over).toHaveBeenCalledOnce();
  });

  it("goes on where its pauses are too long altogether, however they are divided", () => {
    const over = vi.fn();
    using deadline = startDeadline(1000, 500, over);
    for (let pause = 0; pause < 4; pause += 1) {
      using _ = deadline.pause();
      vi.advanceTimersByTime(200);
    }
    // 500 ms stood still, 300 ms went on.
    vi.advanceTimersByTime(699);
    expect(over).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(over).toHaveBeenCalledOnce();
  });

  it("is never over once it is disposed, though a pause ends after it", () => {
    const over = vi.fn();
    const deadline = startDeadline(1000, 500, over);
    const pause = deadline.pause();
    deadline[Symbol.dispose]();
    pause[Symbol.dispose]();
    vi.advanceTimersByTime(10_000);
    expect(over).not.toHaveBeenCalled();
  });
});
