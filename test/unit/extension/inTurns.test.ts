import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inTurns } from "../../../src/extension/runs/inTurns.ts";

describe("tasks in turns", () => {
  it("give their results in the order of the items, so many at a time and no more", async () => {
    let under = 0;
    let most = 0;
    const results = await inTurns(
      [5, 1, 4, 2, 3],
      async (item) => {
        most = Math.max(most, (under += 1));
        await setTimeout(item);
        under -= 1;
        return item * 10;
      },
      2,
    );
    expect([results, most]).toEqual([[50, 10, 40, 20, 30], 2]);
  });

  it("let others have their turn between them", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await inTurns(Array.from({ length: 20 }), () => {
      const until = performance.now() + 2;
      while (performance.now() < until);
      return Promise.resolve();
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it("fail with the first that fails", async () => {
    await expect(inTurns([1, 2], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
});
