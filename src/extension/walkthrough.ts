/** Checks off the steps of the walkthroughs by what has happened, whichever way it came about: context keys that their completion events wait for. */
import type { RunView } from "../protocol/panel.ts";
import type { RunSummary } from "../runfile/summary.ts";
import { setContext } from "./setContext.ts";

/** What a person has had happen. */
export type Deed = "run" | "insert" | "write" | "test" | "runReward" | "improve";

export function checkOff(deed: Deed): void {
  setContext(`fkSteering.did.${deed}`, true);
}

/**
 * A run came to its end: what it checks off.
 *
 * @param runs all there are, by which a reward's code is known to be other than it was in an earlier run
 */
export function deedsOf(run: Pick<RunView, "specification" | "rewardVersions">, runs: readonly RunSummary[]): Deed[] {
  const files = run.specification.rewards.flatMap(({ source }, k) =>
    source.kind === "file" ? [{ path: source.path, sha256: run.rewardVersions[k] }] : [],
  );
  const isImproved = files.some(({ path, sha256 }) => codesOf(path, runs).some((before) => before !== sha256));
  return [
    "run",
    ...(files.length === 0 ? [] : (["runReward"] as const)),
    ...(isImproved ? (["improve"] as const) : []),
  ];
}

/** Of a reward file, in runs that came to their end. */
function codesOf(path: string, runs: readonly RunSummary[]): string[] {
  return runs.flatMap(({ header, end }) => {
    if (header === undefined || end?.outcome !== "done") return [];
    const k = header.specification.rewards.findIndex(({ source }) => source.kind === "file" && source.path === path);
    const sha256 = header.rewards[k]?.sha256;
    return sha256 === undefined ? [] : [sha256];
  });
}
