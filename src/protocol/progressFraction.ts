/** How far a run is, over all of its passes. Pure. */
import type { RunView } from "./panel.ts";

/** In [0, 1]; undefined where nobody knows. */
export function progressFraction(run: Pick<RunView, "status" | "pass" | "step" | "steps">): number | undefined {
  if (run.status === "queued" || run.status === "loading") return undefined;
  if (run.status === "done") return 1;
  const { number, count } = run.pass ?? { number: 1, count: 1 };
  if (count === undefined) return undefined;
  return (number - 1 + run.step / Math.max(1, run.steps)) / count;
}
