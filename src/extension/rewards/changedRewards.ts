/** Which rewards of a run have changed since. Pure. */
import type { RunView } from "../../protocol/panel.ts";

/**
 * Paths of the run's reward files whose code is another now. `now`: SHA-256 of the compiled code by path, undefined where it does not compile;
 * of a file that is not in it nothing is known.
 */
export function changedRewards(
  { specification, rewardVersions }: Pick<RunView, "specification" | "rewardVersions">,
  now: ReadonlyMap<string, string | undefined>,
): string[] {
  return specification.rewards.flatMap(({ source }, index) => {
    const scored = rewardVersions[index];
    if (source.kind !== "file" || scored === undefined || !now.has(source.path)) return [];
    return now.get(source.path) === scored ? [] : [source.path];
  });
}
