/** Islands with the real model: populations side by side, told apart and counted by their own estimates of Z. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resultJson } from "../../src/cli/print/result.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder();
const engine = useEngine();

describe("a run of islands", () => {
  it("has the particles of each, the first being the run without the others, and keeps which is which", async () => {
    const runFile = join(folder, "islands.fkrun");
    const result = await engine.run({ particles: 3, islands: 2 }, { runFile });
    const alone = await engine.run({ particles: 3 });
    expect(result.groups).toHaveLength(2);
    expect(result.particles.slice(0, 3)).toEqual(alone.particles);
    expect({ ...result.groups[0], island: undefined }).toEqual(alone.groups[0]);
    expect(result.particles.slice(3)).not.toEqual(alone.particles);
    await using document = await openRunDocument(runFile);
    expect(document.header.groups.map(({ island }) => island)).toEqual([0, 1]);
    const { islands } = resultJson(result) as { islands: { logZ: number; shares: number[]; draw: number }[] };
    const zs = result.groups.map(({ logZ }) => Math.exp(logZ));
    expect(islands[0]!.logZ).toBeCloseTo(Math.log((zs[0]! + zs[1]!) / 2), 9);
    expect(islands[0]!.shares[1]).toBeCloseTo(zs[1]! / (zs[0]! + zs[1]!), 9);
    // The draw of all is that of one island, and the file knows which.
    const drawn = result.groups.filter(({ island }) => island!.isDrawn);
    expect(drawn.map(({ draw }) => draw)).toEqual([islands[0]!.draw]);
    expect(document.result!.groups.map(({ island }) => island)).toEqual(result.groups.map(({ island }) => island));
  });

  it("is refined around a path of each island, a person's choice in its own", async () => {
    const before = await engine.run({ particles: 3, islands: 2 });
    const { iterations, groups } = await engine.run({
      ...{ particles: 3, islands: 2, refine: { iterations: 1, particle: 5 } },
    });
    const [run] = iterations;
    const kept = [before.groups[0]!.best, 5].map((n) => before.particles[n]!.reward);
    expect(run!.groups!.map(({ keptReward }) => keptReward)).toEqual(kept);
    expect(run!.logZ).toBe(before.groups[0]!.island!.logZ);
    const [one, two] = before.groups.map(({ island }) => island!.share) as [number, number];
    expect(run!.keptReward).toBeCloseTo(one * kept[0]! + two * kept[1]!, 12);
    // What they count by is what the run itself came to.
    expect(groups.map(({ logZ, island }) => [logZ, island!.share])).toEqual(
      before.groups.map(({ logZ, island }) => [logZ, island!.share]),
    );
  });
});
