/** Ways of revealing text beside each other, unsteered: what they save of the model's calls, and what that costs. */
import type { RunRequest } from "../../../src/protocol/specification.ts";
import type { Figures } from "./cells.ts";
import { story, type Setting, type Task } from "./settings.ts";

type Proposal = NonNullable<RunRequest["proposal"]>;

const of = (name: string, proposal: Proposal): Setting => ({
  name,
  factor: "decoders",
  change: { particles: 8, strength: 0, proposal },
});

const decoders: readonly Setting[] = [
  of("ancestral", { kind: "ancestral" }),
  of("first-hitting", { kind: "first-hitting" }),
  of("surest first", { kind: "confidence", orderTemperature: 0 }),
  ...[0.9, 0.7, 0.5].map((threshold) => of(`threshold ${threshold}`, { kind: "threshold", threshold })),
  ...[0.5, 1, 2].map((factor) => of(`factor ${factor}`, { kind: "factor", factor })),
  ...[0.5, 2, 5].map((bound) => of(`entropy bound ${bound}`, { kind: "entropy", bound })),
  of("KLASS, threshold 0.6, KL 0.05", { kind: "klass", threshold: 0.6, divergence: 0.05 }),
  of("P2, η = 1", { kind: "planned", planning: 1 }),
  of("dilated 16", { kind: "dilated", stride: 16 }),
  of("dilated 16, threshold 0.5", { kind: "dilated", stride: 16, within: "threshold", threshold: 0.5 }),
  of("blocks of 16, threshold 0.5", { kind: "blocks", size: 16, within: "threshold", threshold: 0.5 }),
];

export const decoderTask: Task = {
  name: "decoders",
  modality: "text",
  request: story,
  reward: "acceptability",
  judge: "readability",
  seeds: 8,
  settings: decoders,
};

/** By setting, the figures of its seeds. */
export function decoderReport(cells: ReadonlyMap<string, readonly Figures[]>): string {
  const mean = (all: readonly Figures[], read: (figures: Figures) => number): number =>
    all.reduce((sum, figures) => sum + read(figures), 0) / all.length;
  // A place a call.
  const usual = cells.get("first-hitting");
  const known = [...cells].filter(([, all]) => all.length > 0);
  const rows = known.map(([name, all]) => {
    const calls = mean(all, (figures) => figures.calls);
    const saved = (usual?.length ?? 0) === 0 ? undefined : 1 - calls / mean(usual!, (figures) => figures.calls);
    return [
      name,
      String(all.length),
      calls.toFixed(0),
      saved === undefined ? "" : `${(100 * saved).toFixed(0)} %`,
      mean(all, (figures) => figures.mean).toFixed(3),
      mean(all, (figures) => figures.variety ?? 0).toFixed(3),
      mean(all, (figures) => figures.seconds).toFixed(1),
    ];
  });
  const heads = ["decoder", "seeds", "calls for 8 texts", "saved", "acceptability", "distinct-2", "seconds"];
  return [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
