/** The cells of a bench as Markdown: what each setting comes to beside the reference, seed by seed. Pure. */
import { estimateOf } from "../../../src/protocol/estimate.ts";
import type { Estimate } from "../../../src/protocol/comparison.ts";
import type { Figures } from "./cells.ts";
import type { Setting, Task } from "./settings.ts";

/** [setting's name][seed] of one task. */
export type TaskCells = ReadonlyMap<string, ReadonlyMap<number, Figures>>;

export function taskReport(task: Task, settings: readonly Setting[], cells: TaskCells): string {
  const reference = cells.get("reference");
  const unsteered = cells.get("unsteered");
  const rows = settings.flatMap(({ name, change }) => {
    const own = cells.get(name);
    if (own === undefined || own.size === 0) return [];
    const all = [...own.values()];
    const versus = [...own].flatMap(([seed, { best }]) => {
      const other = reference?.get(seed)?.best;
      return other === undefined ? [] : [best - other];
    });
    return [
      [
        name,
        inSpreads(change.strength, unsteered),
        String(own.size),
        meanOf(all, ({ best }) => best),
        name === "reference" ? "" : shown(estimateOf(versus)),
        meanOf(all, ({ mean }) => mean),
        meanOf(all, ({ judge }) => judge),
        share(all, unsteered),
        medianOf(all, ({ survivors }) => survivors),
        meanOf(all, ({ calls }) => calls, 0),
        meanOf(all, ({ seconds }) => seconds, 1),
      ],
    ];
  });
  const spread =
    unsteered === undefined || unsteered.size === 0 ? undefined : meanOf([...unsteered.values()], (f) => f.spread);
  const heads = [
    "setting",
    "λ in spreads",
    "seeds",
    "best",
    "best − reference",
    "mean",
    `judge: ${task.judge}`,
    task.modality === "text" ? "distinct-2, of unsteered" : "pixel distance, of unsteered",
    "ancestors (median)",
    "calls",
    "seconds",
  ];
  return [
    `### ${task.name} (${task.request.model}${spread === undefined ? "" : `, spread of the unsteered reward ${spread}`})`,
    [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n"),
  ].join("\n\n");
}

function inSpreads(strength: number | undefined, unsteered: ReadonlyMap<number, Figures> | undefined): string {
  const spreads = [...(unsteered?.values() ?? [])].map(({ spread }) => spread);
  if (strength === undefined || spreads.length === 0) return "";
  return (strength * (spreads.reduce((a, b) => a + b, 0) / spreads.length)).toFixed(1);
}

function share(all: readonly Figures[], unsteered: ReadonlyMap<number, Figures> | undefined): string {
  const mean = (of: readonly Figures[]): number => of.reduce((sum, { variety }) => sum + (variety ?? 0), 0) / of.length;
  const usual = [...(unsteered?.values() ?? [])];
  return usual.length === 0 ? "" : `${((100 * mean(all)) / mean(usual)).toFixed(0)} %`;
}

function meanOf(all: readonly Figures[], read: (figures: Figures) => number, digits = 3): string {
  return (all.reduce((sum, figures) => sum + read(figures), 0) / all.length).toFixed(digits);
}

function medianOf(all: readonly Figures[], read: (figures: Figures) => number): string {
  const sorted = all.map(read).toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return String(sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2);
}

function shown(estimate: Estimate | undefined): string {
  if (estimate === undefined) return "";
  const { mean, interval } = estimate;
  return interval === undefined
    ? mean.toFixed(3)
    : `${mean.toFixed(3)} [${interval.map((end) => end.toFixed(3)).join(", ")}]`;
}
