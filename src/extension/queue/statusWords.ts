/** What the status bar says of the run under way and of those that wait. Pure. */
import type { RunView } from "../../protocol/panel.ts";
import { formatShort, plural } from "../../protocol/numberWords.ts";
import { shortLine } from "../../protocol/shortText.ts";
import { progressMessage } from "../runs/progressMessage.ts";

export interface StatusWords {
  /** A codicon's name. */
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  /** For a screen reader: without what changes at every step. */
  readonly spoken: string;
}

export interface WaitingRuns {
  readonly waiting: number;
  /** Why they do not go on. */
  readonly held: string | undefined;
}

/** Steps a second, all particles together, as the time that is left has it; undefined where nobody knows. */
export function stepRate({ pass, step, steps, secondsLeft }: RunView): number | undefined {
  if (pass?.count === undefined || secondsLeft === undefined || !(secondsLeft > 0)) return undefined;
  return ((pass.count - pass.number + 1) * steps - step) / secondsLeft;
}

/** Undefined where nothing goes on, and nothing waits. */
export function statusWords(run: RunView | undefined, { waiting, held }: WaitingRuns): StatusWords | undefined {
  const more = waiting === 0 ? [] : [`${waiting} waiting`];
  if (run === undefined) {
    if (waiting === 0) return undefined;
    const spoken = plural(waiting, "run waits", "runs wait");
    return { icon: "debug-pause", text: more.join(""), tooltip: [spoken, held ?? ""].join(". "), spoken };
  }
  const device = run.device?.provider;
  const rate = stepRate(run);
  const said = [
    ...(device === undefined ? [] : [device]),
    ...(run.status === "running" ? [`${run.step}/${run.steps}`] : [run.status === "queued" ? "waiting" : "loading"]),
    ...(rate === undefined ? [] : [`${formatShort(rate)} steps/s`]),
    ...more,
  ];
  const prompt = shortLine(run.specification.prompt ?? "", 60);
  const lines = [
    `${prompt === "" ? "A run" : `“${prompt}”`}: ${progressMessage(run)}`,
    ...more,
    "Click to show the panel",
  ];
  const spoken = [run.status, ...(device === undefined ? [] : [`on ${device}`]), ...more].join(", ");
  return { icon: "loading~spin", text: said.join(" · "), tooltip: lines.join(" — "), spoken };
}
