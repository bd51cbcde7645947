/** The scores of a run's samples as they stand beside the reward that gave them, one a line. Pure. */
import { modalityOf } from "../../protocol/modality.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import type { PanelState, RunView } from "../../protocol/panel.ts";
import { shortLine } from "../../protocol/shortText.ts";
import { markdownTable, markdownText } from "../documents/markdown.ts";

/** Characters of a text. */
const shownText = 48;
const mostRows = 64;

export interface ScoredSample {
  readonly index: number;
  /** By the code as it is now, where it is known; else as the run had it. */
  readonly score: number;
  /** What the run had, where the code is another by now. */
  readonly before: number | undefined;
  readonly label: string;
}

export interface SampleScores {
  /** The best first. */
  readonly samples: readonly ScoredSample[];
  /** The code has changed, and it is not known yet what it makes of them. */
  readonly isStale: boolean;
}

/** Undefined where the run was not scored by that reward file, or has no particles. */
export function sampleScores(run: RunView, path: string, replay: PanelState["replay"]): SampleScores | undefined {
  const k = run.specification.rewards.findIndex(({ source }) => source.kind === "file" && source.path === path);
  if (k < 0 || run.particles.length === 0) return undefined;
  const report = replay?.isRunning === true ? undefined : replay?.report;
  const samples = run.particles.map((particle): ScoredSample => {
    const before = particle.parts[k] ?? particle.reward;
    const now = report?.particles.find(({ index }) => index === particle.index)?.partsNow[k];
    const label = modalityOf(particle).written(particle) ?? modalityOf(particle).label(particle);
    return { index: particle.index, score: now ?? before, before: now === undefined ? undefined : before, label };
  });
  return {
    samples: samples.toSorted((a, b) => b.score - a.score || a.index - b.index),
    isStale: replay !== undefined && report === undefined,
  };
}

/** As many lines as there is room for; where there are more samples, the last one says how many. */
export function scoreLines({ samples, isStale }: SampleScores, room: number): string[] {
  const shown = samples.length > room ? samples.slice(0, Math.max(0, room - 1)) : samples;
  const left = samples.length - shown.length;
  return [...shown.map((sample) => lineOf(sample, isStale)), ...(left > 0 ? [`and ${left} more: point here`] : [])];
}

function lineOf({ index, score, before, label }: ScoredSample, isStale: boolean): string {
  const change = before === undefined || before === score ? "" : ` (was ${formatNumber(before)})`;
  return `${isStale ? "~" : ""}${formatNumber(score)}${change}  #${index} ${shortLine(label, shownText)}`;
}

/** All of them, as Markdown. */
export function scoreTable({ samples, isStale }: SampleScores): string {
  const rows = samples
    .slice(0, mostRows)
    .map(({ index, score, before, label }) => [
      `#${index}`,
      formatNumber(score),
      before === undefined ? "" : formatNumber(before),
      markdownText(shortLine(label, 160)),
    ]);
  const told = isStale
    ? "The reward has changed since the run: these are the run's own scores until it is weighed anew."
    : "Scores of the run that is looked at; after a save, by the reward as it is now.";
  return `${told}\n\n${markdownTable(["particle", "score", "in the run", "sample"], rows, ["right", "right", "right"])}`;
}
