/** What a reward's last run came to, by its own numbers. Pure. */
import type { RunSummary } from "../runs/runSummary.ts";
import { number } from "../runs/runView.ts";

export interface LastRun {
  /** The run's file. */
  readonly run: string;
  readonly best: number;
  /** Over the particles that are not ruled out; undefined where all are. */
  readonly mean: number | undefined;
  readonly ruledOut: number;
}

/** `runs` newest first; the first that ended well and had the reward. */
export function lastRunOf(runs: readonly RunSummary[], path: string): LastRun | undefined {
  for (const { path: run, header, end } of runs) {
    if (header === undefined || end?.outcome !== "done") continue;
    const k = header.specification.rewards.findIndex(({ source }) => source.kind === "file" && source.path === path);
    const numbers = k < 0 ? [] : end.particles.flatMap(({ parts }) => parts[k] ?? []);
    if (numbers.length === 0) continue;
    const feasible = numbers.filter((one) => one !== -Infinity);
    const mean = feasible.reduce((sum, one) => sum + one, 0) / feasible.length;
    return {
      run,
      best: Math.max(...numbers),
      mean: feasible.length === 0 ? undefined : mean,
      ruledOut: numbers.length - feasible.length,
    };
  }
  return undefined;
}

export function lastRunText({ best, mean, ruledOut }: LastRun): string {
  const out = ruledOut === 0 ? "" : `, ${ruledOut} ruled out`;
  return `last run: best ${number(best)}${mean === undefined ? "" : `, mean ${number(mean)}`}${out}`;
}
