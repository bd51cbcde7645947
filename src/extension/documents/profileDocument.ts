/** Where a reward's time goes, as a Markdown document. Pure. */
import type { ProfileReport, ProfiledCall } from "../../protocol/rewardScores.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";
import { markdownTable, markdownText } from "./markdown.ts";

/** `of`: what was scored, for people. */
export function profileDocument({ name, openingMilliseconds, calls, hint }: ProfileReport, of: string): string {
  const [one, first, again] = calls;
  const sections = [
    `# Where the time of ${markdownText(name)} goes`,
    `${of} To compile it, start its process and load it took ${spent(openingMilliseconds)}; a run does that once.`,
    table(calls),
    ...(hint === undefined ? [] : [`> **Faster:** ${hint}`]),
    ...(one === undefined || first === undefined || again === undefined ? [] : [summary(again)]),
  ];
  return `${sections.join("\n\n")}\n`;
}

const bars = 20;

function table(calls: readonly ProfiledCall[]): string {
  const longest = Math.max(...calls.map(({ milliseconds }) => milliseconds));
  const names = ["one sample", "all samples", "all samples again"];
  const rows = calls.map(({ samples, milliseconds, asks, asked, modelMilliseconds }, i) => [
    names[i] ?? "",
    String(samples),
    spent(milliseconds),
    spent(milliseconds / samples),
    asks === 0 ? "none" : `${asks} with ${asked} ${asked === 1 ? "text" : "texts"}, ${spent(modelMilliseconds)}`,
    "█".repeat(Math.max(1, Math.round((bars * milliseconds) / longest))),
  ]);
  const heads = ["call", "samples", "time", "a sample", "models.*", ""];
  return markdownTable(heads, rows, ["left", "right", "right", "right", "left", "left"]);
}

function summary({ milliseconds, modelMilliseconds }: ProfiledCall): string {
  const inModels = Math.round((100 * modelMilliseconds) / Math.max(milliseconds, modelMilliseconds));
  return `Once warm, ${inModels} % of a call is spent in the reward models, the rest in the reward and on the way to its process and back.`;
}

function spent(milliseconds: number): string {
  return formatSeconds(milliseconds / 1000);
}
