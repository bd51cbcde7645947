/** The cells of a bench as Markdown: what each setting comes to beside the reference, seed by seed. Pure. */
import { estimateOf } from "../../../src/protocol/estimate.ts";
import type { Estimate } from "../../../src/protocol/comparison.ts";
import type { Figures } from "./cells.ts";
import { references, type Setting, type Task } from "./settings.ts";

/** [setting's name][seed] of one task. */
export type TaskCells = ReadonlyMap<string, ReadonlyMap<number, Figures>>;

export function taskReport(task: Task, settings: readonly Setting[], cells: TaskCells): string {
  const unsteered = cells.get("unsteered");
  const rows = settings.flatMap(({ name, change }) => {
    const own = cells.get(name);
    if (own === undefined || own.size === 0) return [];
    const all = [...own.values()];
    const isReference = references.includes(name);
    return [
      [
        name,
        inSpreads(change.strength, unsteered),
        String(own.size),
        meanOf(all, ({ best }) => best),
        name === "reference" ? "" : shown(estimateOf(beyond(own, cells, undefined))),
        ...[callsOf, secondsOf].map((spent) => (isReference ? "" : shown(estimateOf(beyond(own, cells, spent))))),
        meanOf(all, ({ mean }) => mean),
        meanOf(all, ({ judge }) => judge),
        share(all, unsteered),
        String(medianOf(all, ({ survivors }) => survivors)),
        meanOf(all, callsOf, 0),
        medianOf(all, secondsOf).toFixed(1),
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
    "− reference at equal calls",
    "− reference at equal time",
    "mean",
    `judge: ${task.judge}`,
    task.modality === "text" ? "distinct-2, of unsteered" : "pixel distance, of unsteered",
    "ancestors (median)",
    "calls",
    "seconds (median)",
  ];
  return [
    `### ${task.name} (${task.request.model}${spread === undefined ? "" : `, spread of the unsteered reward ${spread}`})`,
    [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n"),
  ].join("\n\n");
}

type Read = (figures: Figures) => number;

const callsOf: Read = ({ calls }) => calls;
const secondsOf: Read = ({ seconds }) => seconds;

/**
 * By how much a setting's best is above the reference's, for each seed that both have. With `spent`: above what the reference comes to with
 * so many particles that it spends as much, between the numbers of particles that there are by the logarithm of what is spent, and as the
 * nearest of them outside.
 */
function beyond(own: ReadonlyMap<number, Figures>, cells: TaskCells, spent: Read | undefined): number[] {
  const names = spent === undefined ? references.slice(0, 1) : references;
  const anchors = names.map((name) => cells.get(name) ?? new Map<number, Figures>());
  if (anchors.some(({ size }) => size === 0)) return [];
  const place =
    spent === undefined
      ? 0
      : placeAmong(
          anchors.map((of) => medianOf([...of.values()], spent)),
          medianOf([...own.values()], spent),
        );
  const [below, above] = [anchors[Math.floor(place)]!, anchors[Math.ceil(place)]!];
  return [...own].flatMap(([seed, { best }]) => {
    const [low, high] = [below.get(seed), above.get(seed)];
    if (low === undefined || high === undefined) return [];
    return [best - low.best - (place % 1) * (high.best - low.best)];
  });
}

/** Where a value lies among rising ones, as an index with a fraction. */
function placeAmong(rising: readonly number[], value: number): number {
  const next = rising.findIndex((other) => other >= value);
  if (next <= 0) return next === 0 ? 0 : rising.length - 1;
  const [low, high] = [rising[next - 1]!, rising[next]!];
  return next - 1 + Math.log(value / low) / Math.log(high / low);
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

function meanOf(all: readonly Figures[], read: Read, digits = 3): string {
  return (all.reduce((sum, figures) => sum + read(figures), 0) / all.length).toFixed(digits);
}

function medianOf(all: readonly Figures[], read: Read): number {
  const sorted = all.map(read).toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function shown(estimate: Estimate | undefined): string {
  if (estimate === undefined) return "";
  const { mean, interval } = estimate;
  return interval === undefined
    ? mean.toFixed(3)
    : `${mean.toFixed(3)} [${interval.map((end) => end.toFixed(3)).join(", ")}]`;
}
