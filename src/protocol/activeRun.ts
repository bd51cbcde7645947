/** Whether a run goes on. Pure. */
import type { RunView } from "./panel.ts";

export function isActive(run: Pick<RunView, "status"> | undefined): boolean {
  return run !== undefined && (run.status === "queued" || run.status === "loading" || run.status === "running");
}
