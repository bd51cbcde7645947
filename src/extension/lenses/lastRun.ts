/** What a reward's last run came to, by its own numbers. Pure. */
import type { RewardSummary } from "../../runfile/rewardSummary.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import { formatNumber } from "../../protocol/numberWords.ts";

export interface LastRun extends RewardSummary {
  /** The run's file. */
  readonly run: string;
}

/** `runs` newest first; the first that ended well and had the reward. */
export function lastRunOf(runs: readonly RunSummary[], path: string): LastRun | undefined {
  for (const { path: run, header, end } of runs) {
    if (header === undefined || end?.outcome !== "done") continue;
    const k = header.specification.rewards.findIndex(({ source }) => source.kind === "file" && source.path === path);
    const summary = end.summary.rewards[k];
    if (summary !== undefined) return { run, ...summary, mean: summary.mean };
  }
  return undefined;
}

export function lastRunText({ best, mean, ruledOut }: LastRun): string {
  const out = ruledOut === 0 ? "" : `, ${ruledOut} ruled out`;
  return `last run: best ${formatNumber(best)}${mean === undefined ? "" : `, mean ${formatNumber(mean)}`}${out}`;
}
