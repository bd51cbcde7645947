/** The lines of Generate…'s quick picks. Pure but for the separators' kind. */
import { QuickPickItemKind, type QuickPickItem } from "vscode";
import type { RewardInfo } from "../../protocol/engine.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import type { Modality } from "../../protocol/modality.ts";
import { oneLine } from "../../protocol/shortText.ts";
import { inLabel } from "../foreignText.ts";

export interface PromptItem extends QuickPickItem {
  readonly prompt: string;
}

/** What is asked when a prompt is, and what may be answered. */
export const promptWords: Readonly<
  Record<Modality, { readonly question: string; readonly examples: readonly string[] }>
> = {
  text: {
    question: "The beginning of the text",
    examples: ["Once upon a time", "One day, a little girl named Lily", "The old dog looked at the sea and"],
  },
  image: {
    question: "What the image shows",
    examples: ["a purple car and a green book", "three cats", "a tree left of a house"],
  },
};

export function promptItems(remembered: readonly string[], examples: readonly string[]): PromptItem[] {
  const others = examples.filter((example) => !remembered.includes(example));
  return [
    ...separated(
      "earlier",
      remembered.map((prompt) => promptItem("$(history)", prompt)),
    ),
    ...separated(
      "examples",
      others.map((prompt) => promptItem("$(lightbulb)", prompt)),
    ),
    ...separated("", [{ label: "$(dash) No prompt", prompt: "" }]),
  ];
}

export function typedPrompt(text: string): PromptItem {
  return { label: `$(edit) ${inLabel(text)}`, description: "as typed", alwaysShow: true, prompt: text };
}

function promptItem(icon: string, prompt: string): PromptItem {
  return { label: `${icon} ${inLabel(oneLine(prompt))}`, prompt };
}

export interface RewardItem extends QuickPickItem {
  readonly choices: readonly RewardChoice[];
  /** What was taken last time. */
  readonly last: boolean;
  /** Not a reward: makes a new one. */
  readonly creates: boolean;
}

export function rewardItems(
  rewards: readonly RewardInfo[],
  lastChosen: readonly RewardChoice[],
  trusted: boolean,
): RewardItem[] {
  const item = (reward: RewardInfo): RewardItem => {
    const before = lastChosen.find(({ source }) => sameSource(source, reward.source));
    const refused = reward.source.kind === "file" && !trusted;
    return {
      label: `${refused ? "$(lock)" : reward.source.kind === "file" ? "$(file-code)" : "$(symbol-function)"} ${inLabel(reward.name)}`,
      description: refused ? "workspace not trusted" : inLabel(reward.description),
      choices: [before ?? { source: reward.source, weight: 1, parameters: {} }],
      last: before !== undefined && lastChosen.length === 1,
      creates: false,
    };
  };
  const known = lastChosen.filter(({ source }) => rewards.some((reward) => sameSource(source, reward.source)));
  const together: RewardItem[] =
    known.length < 2
      ? []
      : [
          {
            label: `$(history) ${inLabel(namesOf(known, rewards))}`,
            description: "as last time",
            choices: known,
            last: true,
            creates: false,
          },
        ];
  return [
    ...together,
    ...separated("built in", rewards.filter(({ source }) => source.kind === "builtin").map(item)),
    ...separated("workspace", rewards.filter(({ source }) => source.kind === "file").map(item)),
    ...separated("", [{ label: "$(add) New Reward…", choices: [], last: false, creates: true, alwaysShow: true }]),
  ];
}

function namesOf(choices: readonly RewardChoice[], rewards: readonly RewardInfo[]): string {
  return choices
    .map(({ source }) => rewards.find((reward) => sameSource(source, reward.source))?.name ?? "?")
    .join(" + ");
}

export function sameSource(a: RewardChoice["source"], b: RewardChoice["source"]): boolean {
  return a.kind === "file" ? b.kind === "file" && a.path === b.path : b.kind === "builtin" && a.name === b.name;
}

function separated<Item extends QuickPickItem>(label: string, items: readonly Item[]): Item[] {
  if (items.length === 0) return [];
  // A separator is never chosen, so it needs nothing of what the others carry.
  return [{ label, kind: QuickPickItemKind.Separator } as Item, ...items];
}
