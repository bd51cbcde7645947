/** A run in a list: what it is called, how it went. Pure. */
import { basename } from "node:path";
import { inLabel } from "../foreignText.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import { oneLine, shortLine } from "../../protocol/shortText.ts";

export interface RunLabel {
  readonly label: string;
  readonly description: string;
  /** A codicon's name. */
  readonly icon: string;
  /** Lines of a hover. */
  readonly details: readonly string[];
}

export function labelOfRun(
  summary: RunSummary,
  options: { readonly running: boolean; readonly now: number },
): RunLabel {
  const { header, end, path } = summary;
  if (header === undefined) {
    return {
      label: inLabel(basename(path)),
      description: "cannot be read",
      icon: "question",
      details: ["This is not a run file, or it is empty or damaged.", inLabel(path)],
    };
  }
  const { specification } = header;
  const { outcome, icon } = outcomeOf(summary, options.running);
  const rewards = header.rewards.map(({ name }) => name).join(" + ");
  return {
    label: inLabel(titleOf(specification.prompt, specification.suffix)),
    description: inLabel(
      [outcome, rewards, ago(options.now - summary.created)].filter((part) => part !== "").join(" · "),
    ),
    icon,
    details: [
      `${header.model.name} · ${specification.particles} particles · ${specification.steps} steps`,
      `λ ${specification.strength} · ${specification.potential} · seed ${specification.seed}`,
      ...(end?.outcome === "failed" ? [end.error.message] : []),
      new Date(summary.created).toLocaleString(),
      path,
    ].map(inLabel),
  };
}

function outcomeOf({ end }: RunSummary, running: boolean): { readonly outcome: string; readonly icon: string } {
  if (running) return { outcome: "running", icon: "loading~spin" };
  if (end === undefined) return { outcome: "cut off", icon: "warning" };
  if (end.outcome === "stopped") return { outcome: "stopped", icon: "circle-slash" };
  if (end.outcome === "failed") return { outcome: "failed", icon: "error" };
  const { best } = end.summary;
  return { outcome: Number.isNaN(best) ? "done" : `best ${formatNumber(best)}`, icon: "pass" };
}

function titleOf(prompt: string, suffix: string): string {
  const text = suffix === "" ? oneLine(prompt) : `${oneLine(prompt)} … ${oneLine(suffix)}`;
  return text === "" ? "(no prompt)" : shortLine(text, 40);
}

export function ago(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "yesterday" : `${days} days ago`;
}
