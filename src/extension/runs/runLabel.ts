/** A run in a list: what it is called, how it went. Pure. */
import { basename } from "node:path";
import { endOf } from "../../cutText.ts";
import { inLabel } from "../foreignText.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import { particlesOf } from "../../protocol/specification.ts";
import type { RunFileHeader } from "../../runfile/format.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import { modelsOf } from "../../protocol/modelInfo.ts";
import { oneLine, shortLine } from "../../protocol/shortText.ts";
import { rewardNames } from "../../protocol/rewardWords.ts";

export interface RunLabel {
  readonly label: string;
  readonly description: string;
  /** A codicon's name. */
  readonly icon: string;
}

export interface LabelOptions {
  readonly running: boolean;
  /** It waits in the queue to go on. */
  readonly queued?: boolean;
  readonly now: number;
  /** The person's own name for it. */
  readonly name?: string | undefined;
}

export function labelOfRun(summary: RunSummary, { running, queued = false, now, name }: LabelOptions): RunLabel {
  const { header, end, path } = summary;
  if (header === undefined) {
    return {
      label: inLabel(name ?? basename(path)),
      description: "cannot be read",
      icon: "question",
    };
  }
  const { prompt, otherPrompts, suffix, strength, seed } = header.specification;
  const { outcome, icon } = queued ? waitingForItsTurn : outcomeOf(summary, running);
  const rewards = rewardNames(header.specification.rewards).join(" + ");
  const excerpt = excerptOf(end);
  const settings = `λ ${strength} × ${particlesOf(header.specification)} × seed ${seed}`;
  return {
    label: inLabel(name ?? titleOf([prompt, ...otherPrompts], suffix, excerpt)),
    description: inLabel(
      [...originOf(header.origin), outcome, rewards, settings, ago(now - summary.created)]
        .filter((part) => part !== "")
        .join(" · "),
    ),
    icon,
  };
}

/** Lines of a hover: a list has hundreds, and a person looks at one. */
export function detailsOfRun({ header, end, path, created }: RunSummary): readonly string[] {
  if (header === undefined) return ["This is not a run file, or it is empty or damaged.", inLabel(path)];
  const { prompt, otherPrompts, steps, strength, potential, seed } = header.specification;
  const excerpt = excerptOf(end);
  return [
    ...[prompt, ...otherPrompts].map((one) => `“${shortLine(one, longestPrompt)}”`),
    ...(excerpt === "" ? [] : [`Best: …${shortLine(excerpt, longestPrompt)}`]),
    `${modelsOf(header.specification, header.model.name)} · ${particlesOf(header.specification)} particles · ${steps} steps`,
    `λ ${strength} · ${potential} · seed ${seed}`,
    ...(end?.outcome === "failed" ? [end.error.message] : []),
    new Date(created).toLocaleString(),
    ...(header.origin === undefined ? [] : [`A branch of ${header.origin.run}`]),
    path,
  ].map(inLabel);
}

/** How the best text goes on. */
function excerptOf(end: RunSummary["end"]): string {
  return end?.outcome === "done" ? (end.summary.excerpt ?? "") : "";
}

function originOf(origin: RunFileHeader["origin"]): string[] {
  return origin === undefined ? [] : [`#${origin.particle} at step ${origin.step}`];
}

const waitingForItsTurn = { outcome: "waits in the queue", icon: "clock" };

function outcomeOf({ end, waits }: RunSummary, running: boolean): { readonly outcome: string; readonly icon: string } {
  if (running) return { outcome: "running", icon: "loading~spin" };
  if (waits) return { outcome: "waits for your votes", icon: "debug-pause" };
  if (end === undefined) return { outcome: "cut off", icon: "warning" };
  if (end.outcome === "stopped") return { outcome: "stopped", icon: "circle-slash" };
  if (end.outcome === "failed") return { outcome: "failed", icon: "error" };
  const { best } = end.summary;
  return { outcome: Number.isNaN(best) ? "done" : `best ${formatNumber(best)}`, icon: "pass" };
}

/** UTF-16 units of a line of the list, of the prompt in it where the text goes on from it, and of a prompt in a hover. */
const longestTitle = 60;
const longestBeginning = 32;
const longestPrompt = 200;

/** The prompt and how the best text goes on from it, by which runs of one prompt are told apart. */
function titleOf([prompt = "", ...others]: readonly string[], suffix: string, excerpt: string): string {
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const beginning = oneLine(prompt);
  const begun =
    beginning.length > longestBeginning ? `…${endOf(beginning, longestBeginning).replace(/^\S*\s/u, "")}` : beginning;
  const written = oneLine(excerpt);
  const ending = suffix === "" ? "" : ` … ${oneLine(suffix)}`;
  const text = written === "" ? `${beginning}${ending}` : `${begun}${/^\s/u.test(excerpt) ? " " : ""}${written}`;
  return text.trim() === "" ? `(no prompt)${more}` : `${shortLine(text.trim(), longestTitle - more.length)}${more}`;
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
