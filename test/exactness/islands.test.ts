/** Islands: the same unbiased estimates from several populations, each counted by its own Ẑ. */
import { describe, expect, it } from "vitest";
import { archipelago } from "../../src/steering/islands.ts";
import type { StepRecord } from "../../src/steering/record.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { defaultPolicy, lastRecord, signal } from "./estimates.ts";
import { chain, islandCases, islandMutants, islandScores, islandsOf } from "./islands.ts";
import { worst } from "./zScore.ts";

describe("islands", () => {
  it.each(islandCases)("are combined without bias by their own Ẑ: $name", async (each) => {
    const found = await islandScores(each, 700);
    expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
  });

  it.each(islandMutants)("would not be with mistake $mistake", async ({ right, wrong }) => {
    expect(await right()).toBeLessThan(4.5);
    expect(await wrong()).toBeGreaterThan(4.5);
  });

  it("have the particles that each would have alone", async () => {
    const policy = { ...defaultPolicy, strength: 2 };
    const groups = [{ key: "g", particles: 8 }, ...islandsOf(3, 4)];
    let last: StepRecord<number, number> | undefined;
    const options = { groups, random: createRandomStreams(3), signal };
    for await (const record of steer(chain.process, chain.reward, policy, options)) last = record;
    const alone = await lastRecord(chain.process, chain.reward, policy, 8, 3);
    expect(last!.cloud.states.slice(0, 8)).toStrictEqual(alone.cloud.states);
  });

  it("count nothing where no particle is feasible", () => {
    expect([...archipelago([-Infinity, 0]).shares]).toStrictEqual([0, 1]);
    expect(archipelago([-Infinity, -Infinity])).toStrictEqual({ shares: new Float64Array(2), logZ: -Infinity });
  });
});
