/** What unsteered runs tell of rewards' spreads. */
import { describe, expect, it } from "vitest";
import { UnsteeredRuns } from "../../../src/extension/runs/unsteeredRuns.ts";
import type { RunRequest } from "../../../src/protocol/specification.ts";
import { inSpreads, twinKey, unsteeredTwin } from "../../../src/protocol/unsteered.ts";
import type { RunSummary } from "../../../src/runfile/summary.ts";
import { specification } from "./runs.ts";

const file = { kind: "file", path: "/w/kind.reward.ts" } as const;

function ended(changed: Partial<RunRequest>, spread?: number, sha256 = "a"): RunSummary {
  const asked = specification({ particles: 8, strength: 0, ...changed });
  return {
    path: "/runs/one.fkrun",
    bytes: 1,
    created: 0,
    header: {
      specification: { ...asked, steps: 8 },
      groups: [{ key: "k", prompt: 0, particles: asked.particles }],
      rewards: asked.rewards.map(() => ({ name: "any", sha256, parameters: {} })),
    } as unknown as RunSummary["header"],
    end: {
      kind: "end",
      outcome: "done",
      summary: { best: 1, rewards: [], ...(spread === undefined ? {} : { spread }) },
    },
  };
}

async function spreadsOf(runs: readonly RunSummary[], changed: readonly string[] = []) {
  const known = new UnsteeredRuns(() => Promise.resolve(runs), { changedSince: () => [...changed] });
  await known.look();
  return known.spreads;
}

describe("the spread of a reward", () => {
  const steered = specification({ particles: 4, islands: 2, strength: 30, seed: 9, draws: 16, potential: "max" });

  it("is that of the newest unsteered run of the same request, however it is steered", async () => {
    const spreads = await spreadsOf([ended({ seed: 2 }, 0.25), ended({ seed: 1 }, 0.5)]);
    expect(spreads[twinKey({ ...steered, steps: 8 })]).toEqual({ spread: 0.25, particles: 8 });
    expect(inSpreads(30, 0.25)).toBe("7.5");
  });

  it("is not known from a steered, standardised, unfinished, small or unvarying run", async () => {
    const runs = [
      ended({ strength: 1 }, 0.25),
      ended({ standardise: 8 }, 0.25),
      ended({ particles: 3 }, 0.25),
      ended({}),
      { ...ended({}, 0.25), end: undefined },
    ];
    expect(await spreadsOf(runs)).toEqual({});
  });

  it.each<[string, Partial<RunRequest>]>([
    ["prompt", { prompt: "Twice" }],
    ["weight", { rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" }, weight: 2 }] }],
    ["temperature", { temperature: 0.5 }],
    ["proposal", { proposal: { kind: "first-hitting" } }],
  ])("is another for another %s", (_, changed) => {
    expect(twinKey(specification(changed))).not.toBe(twinKey(specification()));
  });

  it("is forgotten when the reward's code has changed", async () => {
    const run = ended({ rewards: [{ source: file }] }, 0.25);
    expect(Object.keys(await spreadsOf([run]))).toHaveLength(1);
    expect(await spreadsOf([run], [file.path])).toEqual({});
  });

  it("comes from a twin with all particles of all islands in one population", () => {
    const twin = unsteeredTwin(steered);
    expect(twin).toMatchObject({ strength: 0, islands: 1, particles: 8, standardise: 0, seed: 9 });
    expect(twinKey(twin)).toBe(twinKey(steered));
  });
});
