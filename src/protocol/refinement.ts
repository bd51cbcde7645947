/** Which shown runs can be refined, and as which request. Pure. */
import type { RunView } from "./panel.ts";
import type { RunRequest } from "./specification.ts";

/** Why a run cannot be refined; undefined where it can. */
export function refusedRefinement({
  status,
  groups,
  particles,
  iterations,
  specification,
  isVoted,
}: RunView): string | undefined {
  if (status !== "done") return "Only a run that came to its end can be refined";
  if (isVoted === true)
    return "A run with votes cannot be refined: a refinement runs it anew, and asks nobody. Branch from one of its steps";
  if (particles.length < 2 * groups.length) return "Refining needs 2 particles or more, one of them the reference";
  if (specification.refine !== undefined || iterations.length > 0) {
    return "This run is refined already: refine more iterations of the run that it began from";
  }
  return undefined;
}

/** The same run, gone on with: `iterations` times with one path of the time before kept, at first that of `particle`. */
export function refinementOf(run: RunView, particle: number, iterations: number): RunRequest {
  return { ...run.specification, pause: undefined, refine: { particle, iterations } };
}
