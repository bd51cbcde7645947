/** `fk-steer rewards`: what can be steered by. */
import { createEngine } from "../../engine/engine.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { table } from "../print/table.ts";
import { print, printJson } from "../print/terminal.ts";

const flags: readonly Flag[] = [{ name: "json", kind: "switch", description: "Print JSON" }];

export const rewardsCommand: Command = {
  name: "rewards",
  usage: "[--json]",
  description: "Lists the built-in rewards and their parameters. A reward of your own is named by its .reward.ts file.",
  flags,
  examples: ["fk-steer rewards"],
  async run(args) {
    const parsed = parseFlags(args, flags);
    await using engine = createEngine();
    await engine.call("engine/configure", engineSettings());
    const rewards = await engine.call("rewards/list", undefined);
    const rows = rewards.map((reward) => [reward.name, reward.accepts, descriptionOf(reward), parametersOf(reward)]);
    if (parsed.has("json")) printJson(rewards);
    else print(table(["reward", "scores", "description", "parameters"], rows));
    return 0;
  },
};

function descriptionOf({ description, judges }: RewardInfo): string {
  return judges === undefined ? description : `${description}. A metric, for --holdout: it judges ${judges}`;
}

function parametersOf({ parameters }: RewardInfo): string {
  return Object.entries(parameters)
    .map(([name, declared]) => `${name}=${String(declared.default)}`)
    .join(" ");
}
