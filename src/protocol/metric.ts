/** Which metric judges what steers. Pure, and apart from the engine's requests: whoever asks this loads no RPC library. */
import type { RewardInfo } from "./engine.ts";
import type { RewardChoice } from "./specification.ts";

/** Among the rewards that there are, the metric that judges what `steering` is steered by: a comparison has it where nobody chose another. */
export function metricFor(
  rewards: readonly RewardInfo[],
  steering: readonly Pick<RewardChoice, "source">[],
): RewardInfo | undefined {
  const isSteering = (name: string): boolean =>
    steering.some(({ source }) => source.kind === "builtin" && source.name === name);
  return rewards.find(({ judges }) => judges !== undefined && isSteering(judges));
}
