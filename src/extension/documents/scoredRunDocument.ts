/** A run under another reward, as a Markdown document: what changed first, then every particle. Pure. */
import { formatNumber } from "../../protocol/numberWords.ts";
import { markdownTable, markdownText } from "./markdown.ts";
import type { RankedGroup, RankedParticle } from "../scoring/scoredRun.ts";

export interface ScoredRunFacts {
  readonly reward: string;
  /** What the run was steered by. */
  readonly steeredBy: string;
  readonly run: string;
}

export function scoredRunDocument(groups: readonly RankedGroup[], { reward, steeredBy, run }: ScoredRunFacts): string {
  const sections = [
    `# The run under ${markdownText(reward)}`,
    `It was steered by **${markdownText(steeredBy)}**. Ranks are from the best, 1; ▲ and ▼ say how far ${markdownText(reward)} moves a particle.`,
    ...groups.flatMap((group) => [
      ...(groups.length === 1 ? [] : [`## “${markdownText(group.prompt)}”`]),
      conclusion(group, reward),
      table(group, reward, steeredBy),
      texts(group),
    ]),
    `Scored from the run file ${markdownText(run)}.`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function conclusion({ particles, correlation }: RankedGroup, reward: string): string {
  const moved = particles.filter(({ rankBefore, rankAfter }) => rankBefore !== rankAfter).length;
  const [best] = particles;
  if (best === undefined) return "There are no particles.";
  const first =
    best.rankBefore === 1
      ? `Particle ${best.index} is the best under both.`
      : `The best under ${markdownText(reward)} is particle ${best.index}, which was ${ordinal(best.rankBefore)} before.`;
  const agreement =
    correlation === undefined ? "" : ` Spearman's ρ of the two rankings is ${formatNumber(correlation)}.`;
  return `${first} ${moved} of ${particles.length} particles change their rank.${agreement}`;
}

function table({ particles }: RankedGroup, reward: string, steeredBy: string): string {
  const heads = ["rank", "moved", markdownText(reward), markdownText(steeredBy), "rank before", "particle"];
  const rows = particles.map((particle) => [
    String(particle.rankAfter),
    move(particle),
    formatNumber(particle.after),
    formatNumber(particle.before),
    String(particle.rankBefore),
    String(particle.index),
  ]);
  return markdownTable(heads, rows, ["right", "middle", "right", "right", "right", "right"]);
}

/** Below the table: in a column of it they would make the rows of a narrow preview as high as the window. */
function texts({ particles }: RankedGroup): string {
  return particles.map(({ index, text }) => `- **${index}** ${markdownText(text)}`).join("\n");
}

function move({ rankBefore, rankAfter }: RankedParticle): string {
  if (rankBefore === rankAfter) return "=";
  return rankBefore > rankAfter ? `▲ ${rankBefore - rankAfter}` : `▼ ${rankAfter - rankBefore}`;
}

function ordinal(rank: number): string {
  const ending = rank % 100 > 10 && rank % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th");
  return `${rank}${ending}`;
}
