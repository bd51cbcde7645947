/** Refuses a run in which two rewards would be told apart by nothing: not in its tables, not by `--param`. Pure. */
import { SteeringError } from "../../errors.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import { rewardNameOf } from "../../rewards/rewardName.ts";

/** Throws `specification-invalid`. The same reward may come twice, with other parameters or another weight. */
export function checkNames(choices: readonly RewardChoice[]): void {
  const sources = new Map<string, string>();
  for (const { source } of choices) {
    const name = source.kind === "builtin" ? source.name : rewardNameOf(source.path);
    const what = source.kind === "builtin" ? "the built-in one" : source.path;
    const other = sources.get(name);
    if (other !== undefined && other !== what) throw sameName(name, other, what);
    sources.set(name, what);
  }
}

function sameName(name: string, one: string, other: string): SteeringError {
  return new SteeringError(
    "specification-invalid",
    `Two rewards of this run are named ${name}: ${one} and ${other}. Nothing would tell them apart: rename a file, or leave one of them out.`,
    { details: { reward: name, field: "rewards" } },
  );
}
