/** A run under another reward, as a Markdown document: what changed first, then every particle. Pure. */
import { number } from "../runs/runView.ts";
import type { RankedGroup, RankedParticle } from "../scoring/scoredRun.ts";

export interface ScoredRunFacts {
  readonly reward: string;
  /** What the run was steered by. */
  readonly steeredBy: string;
  readonly run: string;
}

export function scoredRunDocument(groups: readonly RankedGroup[], { reward, steeredBy, run }: ScoredRunFacts): string {
  const sections = [
    `# The run under ${escaped(reward)}`,
    `It was steered by **${escaped(steeredBy)}**. Ranks are from the best, 1; ▲ and ▼ say how far ${escaped(reward)} moves a particle.`,
    ...groups.flatMap((group) => [
      ...(groups.length === 1 ? [] : [`## “${escaped(group.prompt)}”`]),
      conclusion(group, reward),
      table(group, reward, steeredBy),
      texts(group),
    ]),
    `Scored from the run file \`${run}\`.`,
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
      : `The best under ${escaped(reward)} is particle ${best.index}, which was ${ordinal(best.rankBefore)} before.`;
  const agreement = correlation === undefined ? "" : ` Spearman's ρ of the two rankings is ${number(correlation)}.`;
  return `${first} ${moved} of ${particles.length} particles change their rank.${agreement}`;
}

function table({ particles }: RankedGroup, reward: string, steeredBy: string): string {
  const heads = ["rank", "moved", escaped(reward), escaped(steeredBy), "rank before", "particle"];
  const rows = particles.map((particle) => [
    String(particle.rankAfter),
    move(particle),
    number(particle.after),
    number(particle.before),
    String(particle.rankBefore),
    String(particle.index),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(["--:", ":-:", "--:", "--:", "--:", "--:"]), ...rows.map(line)].join("\n");
}

/** Below the table: in a column of it they would make the rows of a narrow preview as high as the window. */
function texts({ particles }: RankedGroup): string {
  return particles.map(({ index, text }) => `- **${index}** ${escaped(text)}`).join("\n");
}

function move({ rankBefore, rankAfter }: RankedParticle): string {
  if (rankBefore === rankAfter) return "=";
  return rankBefore > rankAfter ? `▲ ${rankBefore - rankAfter}` : `▼ ${rankAfter - rankBefore}`;
}

function ordinal(rank: number): string {
  const ending = rank % 100 > 10 && rank % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th");
  return `${rank}${ending}`;
}

/** In a table's cell or a list: one line, and nothing of it is Markdown or HTML. */
function escaped(text: string): string {
  return text
    .replaceAll(/\s+/gu, " ")
    .trim()
    .replaceAll(/[\\`*_{}[\]()#+\-.!|~$]/gu, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
