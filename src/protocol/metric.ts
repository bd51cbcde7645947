/** Which judge goes with what steers. Pure, and apart from the engine's requests: whoever asks this loads no RPC library. */
import type { RewardInfo } from "./engine.ts";
import type { RewardChoice, RunRequest } from "./specification.ts";

/** Rewards that learned something else than one that no metric judges, by their names: as good a judge of it as long as they do not steer. */
const judgingRewards: ReadonlyMap<string, string> = new Map([["sentiment-ratings", "sentiment-lexicon"]]);

/** The reward whose outputs it judges without having been steered by. */
export function judgedBy({ source, judges }: Pick<RewardInfo, "source" | "judges">): string | undefined {
  return judges ?? (source.kind === "builtin" ? judgingRewards.get(source.name) : undefined);
}

/** Among the rewards that there are, the one that judges what `steering` is steered by, a metric before a reward: a comparison has it where nobody chose another. */
export function judgeFor(
  rewards: readonly RewardInfo[],
  steering: readonly Pick<RewardChoice, "source">[],
): RewardInfo | undefined {
  const steers = (name: string): boolean =>
    steering.some(({ source }) => source.kind === "builtin" && source.name === name);
  const judging = rewards.filter((reward) => {
    const judged = judgedBy(reward);
    return judged !== undefined && steers(judged) && !steers(reward.name);
  });
  return judging.find(({ judges }) => judges !== undefined) ?? judging[0];
}

/** −1 where the weight of the reward that is judged is negative: its judge looks for what is steered away from. */
export function senseOf(judged: string | undefined, steering: RunRequest["rewards"]): 1 | -1 {
  const own = steering.find(({ source }) => source.kind === "builtin" && source.name === judged);
  return (own?.weight ?? 1) < 0 ? -1 : 1;
}
