/** What rewards are called, in every face the same. Pure. */
import { formatNumber } from "./numberWords.ts";
import type { RewardChoice } from "./specification.ts";

type Source = RewardChoice["source"];

/** What a file is called, without its folders. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** `/w/rewards/cheerful.reward.ts` → `cheerful` */
export function rewardNameOf(path: string): string {
  const file = fileName(path);
  return file.replace(/(?:\.reward)?\.[cm]?[jt]sx?$/u, "") || file;
}

/** A reward's name where only its source is known. */
export function sourceName(source: Source): string {
  return source.kind === "builtin" ? source.name : rewardNameOf(source.path);
}

/** A reward may come twice in a run, with other parameters, and files of two folders may be called alike: each has a name of its own. */
export function numberedNames(names: readonly string[]): string[] {
  return names.map((name, k) => {
    const before = names.slice(0, k).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

/** Which of a run's rewards each is, for flags that set something of one: its name, and where that comes twice which of them, `contains#2`. */
export function rewardPlaces(sources: readonly Source[]): string[] {
  const names = sources.map(sourceName);
  return names.map((name, k) => {
    const isAlone = names.filter((other) => other === name).length === 1;
    return isAlone ? name : `${name}#${names.slice(0, k + 1).filter((other) => other === name).length}`;
  });
}

/** Of each reward that a run is steered by, in their order. */
export function rewardNames(rewards: readonly Pick<RewardChoice, "source">[]): string[] {
  return rewards.map(({ source }) => sourceName(source));
}

/** "sentiment-lexicon + length × 0.500": what a run is steered by. */
export function weightedNames<Reward extends Pick<RewardChoice, "source" | "weight">>(
  rewards: readonly Reward[],
  nameOf: (reward: Reward) => string = ({ source }) => sourceName(source),
): string {
  return rewards
    .map((reward) => nameOf(reward) + (reward.weight === 1 ? "" : ` × ${formatNumber(reward.weight)}`))
    .join(" + ");
}

/** "contains (words cat)": with its parameters, as far as they are set. */
export function nameWithParameters({ source, parameters }: Pick<RewardChoice, "source" | "parameters">): string {
  const set = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return sourceName(source) + (set.length === 0 ? "" : ` (${set.join(", ")})`);
}
