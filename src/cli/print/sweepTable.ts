/** A finished sweep for the terminal. Pure. */
import { estimateText } from "../../protocol/estimateWords.ts";
import { formatCount, plural } from "../../protocol/numberWords.ts";
import type { SweepAxis, SweepResult } from "../../protocol/sweep.ts";
import { sweepRows, type SweepFigure, type SweepRow } from "../../protocol/sweepEstimates.ts";
import { figureWords, promptWords } from "../../protocol/sweepWords.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";
import { table } from "./table.ts";

/** Axes that are columns; prompts have a table each. */
const columns = ["potential", "particles", "strength"] as const satisfies readonly SweepAxis[];
const heads: Readonly<Record<(typeof columns)[number], string>> = {
  potential: "potential",
  particles: "particles",
  strength: "λ",
};

/** What a terminal has room for: the rest is in the JSON. Intervals of rewards alone. */
const shownFigures = [
  "best",
  "draw",
  "mean",
  "ess",
  "variety",
  "forwardPasses",
] as const satisfies readonly SweepFigure[];
const withInterval: ReadonlySet<SweepFigure> = new Set(["best", "draw", "mean"]);

/** A table a prompt, a row for each place of the grid; then what was run. */
export function sweepTable(result: SweepResult): string {
  const { axes, modality } = result;
  const rows = sweepRows(axes, result.cells);
  const varied = columns.filter((axis) => axes[axis].length > 1);
  const shown: readonly (typeof columns)[number][] = varied.length === 0 ? ["strength"] : varied;
  const titles = [
    ...shown.map((axis) => heads[axis]),
    ...shownFigures.map((figure) => figureWords[figure].name(modality)),
  ];
  const tables = axes.prompt.map((prompt) => {
    const own = rows.filter((row) => row.prompt === prompt);
    const printed = table(
      titles,
      own.map((row) => [
        ...shown.map((axis) => String(row[axis])),
        ...shownFigures.map((figure) => figureText(row, figure)),
      ]),
    );
    return axes.prompt.length === 1 ? printed : `${promptWords(prompt)}\n${printed}`;
  });
  return `${tables.join("\n")}\n${about(result)}\n`;
}

function figureText({ figures, failed, cells }: SweepRow, figure: SweepFigure): string {
  if (figures[figure] === undefined && failed === cells.length) return "failed";
  const estimate = figures[figure];
  const shown = estimate === undefined || withInterval.has(figure) ? estimate : { ...estimate, interval: undefined };
  return estimateText(shown, figureWords[figure].digits);
}

function about({ specification: { model }, axes, cells, device, forwardPasses, seconds }: SweepResult): string {
  const fixed = columns.filter((axis) => axes[axis].length === 1).map((axis) => `${heads[axis]} ${axes[axis][0]}`);
  const seeds =
    axes.seed.length === 1
      ? `Seed ${axes.seed[0]}`
      : `Means over ${axes.seed.length} seeds from ${axes.seed[0]}, 95 % confidence intervals of the mean (Student's t)`;
  const failures = cells.flatMap(({ cell, result }) =>
    result.outcome === "failed" ? [`Cell ${cell + 1} failed: ${result.error.message}`] : [],
  );
  return [
    `${[seeds, ...fixed].join(", ")}; ${model} on ${device.provider}, ${plural(cells.length, "cell")}, ${formatCount(forwardPasses)} denoiser calls in ${formatSeconds(seconds)}`,
    ...failures,
  ].join("\n");
}
