import { describe, expect, it, vi } from "vitest";
import type { RunSummary } from "../../../src/runfile/summary.ts";
import type { RewardChoice } from "../../../src/protocol/specification.ts";
import { specification } from "./runs.ts";

vi.mock("vscode", () => ({ commands: { executeCommand: () => Promise.resolve() } }));
const { deedsOf } = await import("../../../src/extension/walkthrough.ts");

const own: RewardChoice = { source: { kind: "file", path: "/w/own.reward.ts" }, weight: 1, parameters: {} };
const run = (rewards: readonly RewardChoice[], ...rewardVersions: readonly string[]) => ({
  specification: specification({ rewards }),
  rewardVersions,
});
const kept = (rewards: readonly RewardChoice[], outcome: string, ...hashes: readonly string[]): RunSummary =>
  ({
    header: { specification: specification({ rewards }), rewards: hashes.map((sha256) => ({ sha256 })) },
    end: { outcome },
  }) as unknown as RunSummary;

describe("what a run checks off", () => {
  const builtin = specification().rewards;

  it("is that a run, or one by a reward of one's own, is done", () => {
    expect(deedsOf(run(builtin, "a"), [])).toEqual(["run"]);
    expect(deedsOf(run([own], "a"), [])).toEqual(["run", "runReward"]);
  });

  it("is that a reward was improved where an earlier run of it, that was done, had other code", () => {
    const same = kept([own], "done", "a");
    expect(deedsOf(run([own], "a"), [same])).toEqual(["run", "runReward"]);
    expect(deedsOf(run([own], "b"), [kept([own], "failed", "a")])).toEqual(["run", "runReward"]);
    expect(deedsOf(run([own], "b"), [kept(builtin, "done", "a")])).toEqual(["run", "runReward"]);
    expect(deedsOf(run([...builtin, own], "x", "b"), [same])).toEqual(["run", "runReward", "improve"]);
  });
});
