import { describe, expect, it } from "vitest";
import { textModels } from "../../../src/rewards/models.ts";

/** All different, as a reward that means harm would have them. */
const words = (count: number): string => Array.from({ length: count }, (_, i) => i.toString(36)).join(" ");

describe("the mood of texts", () => {
  it("is asked for without keeping its process from everything else", async () => {
    let turns = 0;
    const others = setInterval(() => (turns += 1), 0);
    // Several turns' worth for a fast machine, too.
    await textModels.sentiment([words(2_000_000)]);
    clearInterval(others);
    expect(turns).toBeGreaterThan(1);
  });

  it("takes time in proportion to a sentence that does not end", async () => {
    const time = async (count: number): Promise<number> => {
      const started = process.cpuUsage();
      await textModels.sentiment([words(count)]);
      const { user, system } = process.cpuUsage(started);
      return user + system;
    };
    await time(500);
    // 16 times the length; quadratic rules take 256 times as long.
    expect(await time(16_001)).toBeLessThan(100 * (await time(1001)));
  });

  it("is that of its sentences, however long they are", async () => {
    const [good, bad, long] = await textModels.sentiment(["I love it.", "I hate it.", "I love it. ".repeat(5000)]);
    expect(good).toBeGreaterThan(0.5);
    expect(bad).toBeLessThan(-0.5);
    expect(long).toBeCloseTo(good!, 1);
  });
});
